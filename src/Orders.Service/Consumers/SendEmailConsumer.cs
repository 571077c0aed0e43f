using MassTransit;
using Orders.Contracts;

namespace Orders.Service.Consumers;

/// <summary>Sends one e-mail.</summary>
internal sealed class SendEmailConsumer(IEmailSender sender) : IConsumer<SendEmail>
{
    public Task Consume(ConsumeContext<SendEmail> context) => sender.SendAsync(context.Message, context.CancellationToken);
}
