using MassTransit;
using Messaging.Outbox;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tests.Faults;

internal static class Producing
{
    public static Task ProduceAsync(this SampleHost host, string key, string text) => host.InScopeAsync(async (services, context) =>
    {
        services.GetRequiredService<ITransactionalOutbox>().Add(SampleHost.TopicMessage(key, text));
        await context.SaveChangesAsync();
    });

    public static Task SendAsync(this SampleHost host, string text) => host.InScopeAsync(async (services, context) =>
    {
        var endpoint = await services.GetRequiredService<ISendEndpointProvider>().GetSendEndpoint(new Uri("queue:take-note"));
        await endpoint.Send(new TakeNote(text));
        await context.SaveChangesAsync();
    });
}
