using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Messaging.EntityFrameworkCore.Tests.Housekeeping;

/// <summary>The sample database, and its clock in the hands of the test.</summary>
internal static class ShiftedDatabase
{
    /// <summary>Every connection from now on reads this much later a time.</summary>
    public static async Task ShiftClockAsync(this SampleDatabase database, TimeSpan offset)
    {
        var name = new NpgsqlConnectionStringBuilder(database.Direct).Database;
        await database.AskAsync<int>(FormattableString.Invariant($"alter database \"{name}\" set messaging.clock_offset = '{(long)offset.TotalSeconds} seconds'"));
        await using var pooled = new NpgsqlConnection(database.Direct);
        NpgsqlConnection.ClearPool(pooled);
    }

    public static SampleContext OpenContext(this SampleDatabase database) =>
        new(new DbContextOptionsBuilder<SampleContext>().UseNpgsql(database.Direct).Options);

    /// <summary>Makes the tables, without anything that runs.</summary>
    public static async Task CreateTablesAsync(this SampleDatabase database) =>
        await (await SampleHost.StartAsync(options => options.UseNpgsql(database.Direct), configure: options => options.RunRelay = false)).DisposeAsync();
}
