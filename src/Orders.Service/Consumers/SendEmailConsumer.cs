using MassTransit;
using Orders.Contracts;
using Orders.Service.Email;

namespace Orders.Service.Consumers;

/// <summary>Sends one e-mail, under the id of its message: a repeated attempt is the same e-mail.</summary>
internal sealed class SendEmailConsumer(IEmailSender sender) : IConsumer<SendEmail>
{
    public Task Consume(ConsumeContext<SendEmail> context) => sender.SendAsync(context.MessageId ?? NewId.NextGuid(), context.Message, context.CancellationToken);
}
