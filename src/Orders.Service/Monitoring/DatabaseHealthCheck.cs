using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orders.Service.Persistence;

namespace Orders.Service.Monitoring;

/// <summary>Whether the database can be reached and has the schema that this version needs.</summary>
internal sealed class DatabaseHealthCheck(IServiceScopeFactory scopes, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // A schema does not become older under a running service: looked at until it is current, then never again.
    private volatile bool _schemaIsCurrent;

    private volatile bool _modelIsBuilt;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var target = new DatabaseTarget("the configured host", "The database");
        try
        {
            await BuildModelAsync(cancellationToken);
            // On a thread of its own, with a scope of its own: SQLite blocks, and a server that hangs answers to no token in time.
            var probe = Task.Run(() => ProbeAsync(found => target = found, patience.Token), patience.Token);
            return await probe.WaitAsync(Patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return Unreachable(target, $"It did not answer within {Patience.TotalSeconds:0} s.", null);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return Unreachable(target, DatabaseTarget.Explain(exception), exception);
        }
        finally
        {
            await patience.CancelAsync();
        }
    }

    /// <summary>The first context of a process builds EF's model, which takes seconds on a slow machine and says nothing about the server.</summary>
    private async Task BuildModelAsync(CancellationToken cancellationToken)
    {
        if (_modelIsBuilt)
            return;
        await Task.Run(
            async () =>
            {
                await using var scope = scopes.CreateAsyncScope();
                _ = scope.ServiceProvider.GetRequiredService<OrdersDbContext>().Model;
            },
            cancellationToken);
        _modelIsBuilt = true;
    }

    private async Task<HealthCheckResult> ProbeAsync(Action<DatabaseTarget> found, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<OrdersDbContext>().Database;
        var target = DatabaseTarget.Of(database);
        found(target);

        await database.OpenConnectionAsync(cancellationToken);
        if (_schemaIsCurrent)
        {
            await database.ExecuteSqlRawAsync("SELECT 1", cancellationToken);
        }
        else
        {
            var pending = (await database.GetPendingMigrationsAsync(cancellationToken)).Count();
            if (pending > 0)
            {
                return HealthCheckResult.Unhealthy(
                    $"{target.Name} at {target.Host} lacks {pending} migrations. Run the command `migrate`, or set Database__MigrateOnStart=true.");
            }

            _schemaIsCurrent = true;
        }

        return HealthCheckResult.Healthy($"{target.Name} at {target.Host} is reachable and its schema current.");
    }

    private static HealthCheckResult Unreachable(DatabaseTarget target, string reason, Exception? exception) =>
        HealthCheckResult.Unhealthy(
            $"{target.Name} at {target.Host} can't be used. {reason} Start it, or correct {DatabaseTarget.ConfigurationKey}.",
            exception);
}
