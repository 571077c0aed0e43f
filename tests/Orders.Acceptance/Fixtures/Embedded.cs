using Orders.Acceptance.Support;

namespace Orders.Acceptance.Fixtures;

/// <summary>The service as <c>dotnet run</c> starts it on a machine with nothing but the SDK.</summary>
public sealed class Embedded : InstallationFixture
{
    protected override Task<ServiceSettings> StartServersAsync() =>
        Task.FromResult(new ServiceSettings { Dll = BuiltService.Dll, LogFolder = BuiltService.NewLogFolder() });

    protected override Task StopServersAsync() => Task.CompletedTask;
}
