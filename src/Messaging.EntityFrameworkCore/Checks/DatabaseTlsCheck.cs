using Messaging.Checks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Messaging.EntityFrameworkCore.Checks;

/// <summary>Outside development the way to the database is encrypted, unless it stays on this machine.</summary>
internal sealed class DatabaseTlsCheck<TDbContext>(IServiceScopeFactory scopes, IServiceProvider services) : IStartupCheck
    where TDbContext : DbContext
{
    private const string Name = "tls";

    public IReadOnlyDictionary<string, CheckMode> Names { get; } = new Dictionary<string, CheckMode>(StringComparer.Ordinal) { [Name] = CheckMode.Warn };

    public bool AsksServers => false;

    public async Task<IReadOnlyList<CheckFinding>> RunAsync(CancellationToken cancellationToken)
    {
        if (services.GetService<IHostEnvironment>()?.IsDevelopment() is true)
            return [];
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<TDbContext>().Database;
        if (database.ProviderName != "Npgsql.EntityFrameworkCore.PostgreSQL")
            return [];
        var settings = new NpgsqlConnectionStringBuilder(database.GetConnectionString());
        var found = $"PostgreSQL: SSL Mode={settings.SslMode} to {settings.Host}";
        const string Expected = "SSL Mode=Require or stricter, or a server on this machine";
        var isLocal = settings.Host is null or "localhost" or "127.0.0.1" or "::1" || settings.Host.StartsWith('/');
        return isLocal || settings.SslMode is SslMode.Require or SslMode.VerifyCA or SslMode.VerifyFull
            ? [CheckFinding.Good(Name, found, Expected)]
            : [CheckFinding.Bad(Name, found, Expected, "Add SSL Mode=VerifyFull to ConnectionStrings__Orders, with TLS at the server; or set Checks__tls=Off where the network itself is private.")];
    }
}
