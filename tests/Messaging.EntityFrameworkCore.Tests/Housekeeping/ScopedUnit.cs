using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tests.Housekeeping;

/// <summary>A unit of work in a scope of its own.</summary>
internal sealed class ScopedUnit(AsyncServiceScope scope) : IAsyncDisposable
{
    public UnitOfWork<SampleContext> Value { get; } = scope.ServiceProvider.GetRequiredService<UnitOfWork<SampleContext>>();

    public async ValueTask DisposeAsync()
    {
        await Value.DisposeAsync();
        await scope.DisposeAsync();
    }
}
