using Orders.Contracts;

namespace Orders.Service.Email;

/// <summary>Stands in for a mail server: says that there was an e-mail, but not to whom or what, which has no place in a log.</summary>
internal sealed partial class LoggingEmailSender(ILogger<LoggingEmailSender> logger) : IEmailSender
{
    public Task SendAsync(Guid id, SendEmail email, CancellationToken cancellationToken)
    {
        EmailSent(logger, id, email.Subject.Length, email.Body.Length);
        return Task.CompletedTask;
    }

    [LoggerMessage(1203, LogLevel.Information, "The e-mail {Id} was sent: subject {SubjectLength}, body {BodyLength} characters.")]
    private static partial void EmailSent(ILogger logger, Guid id, int subjectLength, int bodyLength);
}
