namespace Messaging.Outbox;

/// <summary>A message was not sent, because its broker can't take it. See <see cref="ITransportHealth.Objection"/>.</summary>
public sealed class MessageRefusedException : Exception
{
    /// <summary>Creates the exception without a reason.</summary>
    public MessageRefusedException()
    {
    }

    /// <summary>Creates the exception with the reason.</summary>
    public MessageRefusedException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with the reason and its cause.</summary>
    public MessageRefusedException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}
