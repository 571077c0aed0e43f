using System.Security.Cryptography;
using System.Text;
using MassTransit;
using Messaging.Inbox;

namespace Messaging.EntityFrameworkCore;

/// <summary>What the inbox of one endpoint has to know about its messages.</summary>
public sealed class InboxOptions
{
    private readonly Dictionary<Type, Func<ConsumeContext, string?>> _expressions = [];

    /// <summary>
    /// Declares by what a message that carries no id is known again, for example the number of a payment. Two messages for which it gives the
    /// same text are one: only the first takes effect, for as long as the inbox remembers it.
    /// </summary>
    /// <typeparam name="T">The type of message.</typeparam>
    /// <param name="expression">The text; <see langword="null"/> or empty for a message that can't be told apart and is consumed at least once.</param>
    public void IdentifyBy<T>(Func<ConsumeContext<T>, string?> expression)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(expression);
        _expressions[typeof(T)] = context => expression((ConsumeContext<T>)context);
    }

    /// <summary>The identity by declaration. It has no time that every copy carries, so its row lies in the undated table.</summary>
    internal MessageIdentity? Identify<T>(ConsumeContext<T> context)
        where T : class =>
        _expressions.TryGetValue(typeof(T), out var expression) && expression(context) is { Length: > 0 } text
            ? new MessageIdentity(IdOf($"{MessageUrn.ForTypeString<T>()}\n{text}"), null)
            : null;

    // Version 8 of RFC 9562: a hash of one's own. It is stored, so it must never change.
    private static Guid IdOf(string text)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash, bigEndian: true);
    }
}
