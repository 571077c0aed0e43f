using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>What a test adds to the sample application.</summary>
public sealed record SampleExtras
{
    public Action<IBusRegistrationConfigurator>? Bus { get; init; }

    public Action<IServiceCollection>? Services { get; init; }

    public Action<InboxOptions>? Inbox { get; init; }
}
