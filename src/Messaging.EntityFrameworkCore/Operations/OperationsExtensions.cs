using Messaging.Auditing;
using Messaging.DeadLetters.Administration;
using Messaging.Outbox;
using Messaging.Trails;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Messaging.EntityFrameworkCore.Operations;

/// <summary>Registration.</summary>
internal static class OperationsExtensions
{
    /// <summary>Adds what people look at and act by. Of several contexts the first one has it.</summary>
    public static void AddOperationsOf<TDbContext>(this IServiceCollection services)
        where TDbContext : DbContext
    {
        services.TryAddSingleton<InboxConsumers>();
        services.TryAddScoped<IAuditTrail, AuditTrail<TDbContext>>();
        services.TryAddScoped<IDeadLetterAdministration, DeadLetterAdministration<TDbContext>>();
        services.TryAddScoped<IOutboxBacklog, OutboxBacklogReader<TDbContext>>();
        services.TryAddScoped<IMessageTrail, MessageTrail<TDbContext>>();
        services.TryAddEnumerable(ServiceDescriptor.Scoped<IDeadLetterRoute, OutboxReplayRoute>());
        services.TryAddEnumerable(ServiceDescriptor.Scoped<IDeadLetterRoute, ParkedReplayRoute>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IOutboxTransport, ParkedReplayTransport>());
    }
}
