using MassTransit;
using Messaging.Failures;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Orders.Service.Workflow;

/// <summary>Registers the workflow of orders.</summary>
internal static class WorkflowExtensions
{
    /// <summary>Adds <see cref="OrderChanges"/> and what it needs beside persistence and streams.</summary>
    public static IServiceCollection AddWorkflow(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IFailureClassifier, OrderFailureClassifier>();
        services.AddScoped<StockLedger>();
        services.AddScoped<OrderChanges>();
        services.AddScoped<Rehearsal>();
        return services;
    }

    /// <summary>Adds the state machine with its definition; the caller chooses the repository.</summary>
    public static ISagaRegistrationConfigurator<OrderState> AddOrderStateMachine(this IRegistrationConfigurator bus) =>
        bus.AddSagaStateMachine<OrderStateMachine, OrderState, OrderStateDefinition>();
}
