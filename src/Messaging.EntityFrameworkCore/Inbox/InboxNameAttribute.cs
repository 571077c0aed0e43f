namespace Messaging.EntityFrameworkCore.Inbox;

/// <summary>
/// The name under which the inbox remembers what a consumer or saga has consumed. Without it the name is the endpoint's, so that
/// renaming a class changes nothing; two consumers of one message on one endpoint each need one.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class InboxNameAttribute(string name) : Attribute
{
    /// <summary>1-100 characters. Never change it while messages are in flight: a redelivered copy would run again.</summary>
    public string Name { get; } = name;
}
