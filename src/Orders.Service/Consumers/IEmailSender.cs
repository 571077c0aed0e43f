using Orders.Contracts;

namespace Orders.Service.Consumers;

/// <summary>Hands e-mails to whoever delivers them.</summary>
internal interface IEmailSender
{
    /// <summary>Sends one e-mail; completes when it was accepted for delivery.</summary>
    Task SendAsync(SendEmail email, CancellationToken cancellationToken);
}
