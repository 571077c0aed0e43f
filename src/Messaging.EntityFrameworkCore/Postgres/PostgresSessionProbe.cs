using Messaging.EntityFrameworkCore.Checks;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Messaging.EntityFrameworkCore.Postgres;

/// <summary>
/// A connection outside a transaction is asked for its backend, then another one begins a transaction. Behind a pooler in transaction mode the
/// second takes over the backend that the first has just given back; in a session of its own it never does.
/// </summary>
internal sealed class PostgresSessionProbe : ISessionProbe
{
    private const string Backend = "SELECT pg_backend_pid()";

    private const int Rounds = 3;

    public bool Serves(DbContext context) => context.Database.ProviderName == "Npgsql.EntityFrameworkCore.PostgreSQL";

    public async Task<bool> SessionsLastAsync(DbContext context, CancellationToken cancellationToken)
    {
        var connectionString = new NpgsqlConnectionStringBuilder(context.Database.GetConnectionString()) { Pooling = false }.ConnectionString;
        await using var first = new NpgsqlConnection(connectionString);
        await using var second = new NpgsqlConnection(connectionString);
        await first.OpenAsync(cancellationToken).ConfigureAwait(false);
        await second.OpenAsync(cancellationToken).ConfigureAwait(false);
        for (var round = 0; round < Rounds; round++)
        {
            var before = await AskAsync(first, cancellationToken).ConfigureAwait(false);
            await using var transaction = await second.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            if (await AskAsync(second, cancellationToken).ConfigureAwait(false) == before || await AskAsync(first, cancellationToken).ConfigureAwait(false) != before)
                return false;
        }

        return true;
    }

    private static async Task<int> AskAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Backend, connection);
        return (int)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }
}
