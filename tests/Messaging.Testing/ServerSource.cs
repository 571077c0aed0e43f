namespace Messaging.Testing;

/// <summary>Where a server of the tests comes from, in the order in which they are tried.</summary>
public enum ServerSource
{
    /// <summary>Somebody else runs it; an environment variable such as <c>TEST_POSTGRES</c> says where.</summary>
    Environment,

    /// <summary>A container of its own.</summary>
    Container,

    /// <summary>A private instance of a program that is installed on this machine.</summary>
    LocalProgram,

    /// <summary>A stand-in inside the test process: librdkafka's mock cluster.</summary>
    Embedded,
}
