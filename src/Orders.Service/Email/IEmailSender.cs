using Orders.Contracts;

namespace Orders.Service.Email;

/// <summary>Hands e-mails to whoever delivers them.</summary>
internal interface IEmailSender
{
    /// <summary>Sends one e-mail; completes when it was accepted for delivery.</summary>
    /// <param name="id">The same when the same e-mail is sent again, for providers that take an idempotency key.</param>
    /// <param name="email">What to send. Its recipient may be a customer's id.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    Task SendAsync(Guid id, SendEmail email, CancellationToken cancellationToken);
}
