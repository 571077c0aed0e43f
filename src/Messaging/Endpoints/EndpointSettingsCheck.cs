using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Messaging.Endpoints;

/// <summary>Ends the start over settings of endpoints that there are not, once the bus has said which ones there are.</summary>
internal sealed class EndpointSettingsCheck(IServiceProvider services, EndpointSettings settings) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        // Building the bus configures its endpoints.
        services.GetService<IBusControl>();
        var errors = settings.Errors();
        return errors.Count == 0 ? Task.CompletedTask : throw new OptionsValidationException(EndpointSettings.Section, typeof(EndpointOptions), errors);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
