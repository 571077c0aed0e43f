using System.Data;
using System.Globalization;
using Messaging.Testing;
using Npgsql;

namespace Messaging.EntityFrameworkCore.Tests.Crash;

/// <summary>A replica that comes to a table full of messages: in a process of its own, whose memory is nobody else's.</summary>
public sealed class BacklogTests
{
    private const int Enough = 20_000;
    private const int BodySize = 1_000;
    private const long Allowed = 64L << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(LongRun.IsOn ? 30 : 2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_backlog_drains_within_64_MiB_of_memory(bool behindAnIdleTransaction)
    {
        await using var cluster = await CrashCluster.StartAsync(survivor: false);
        await using var replica = await cluster.StartReplicaAsync();
        await DrainAsync(cluster, replica, Enough);
        var warm = ResidentMemory(replica.Pid);
        await using var idle = new NpgsqlConnection(cluster.Database.Direct);
        await idle.OpenAsync(Token);
        await using var open = await idle.BeginTransactionAsync(IsolationLevel.RepeatableRead, Token);
        // Its snapshot keeps every row that is delivered meanwhile.
        if (behindAnIdleTransaction)
            await new NpgsqlCommand("select count(*) from messaging.outbox_message", idle, open).ExecuteScalarAsync(Token);

        var most = await DrainAsync(cluster, replica, LongRun.Of(Enough, behindAnIdleTransaction ? 400_000 : 1_000_000));

        TestContext.Current.TestOutputHelper?.WriteLine($"{warm >> 20} MiB after the warm-up, at most {most >> 20} MiB");
        (most - warm).ShouldBeLessThan(Allowed);
    }

    private static async Task<long> DrainAsync(CrashCluster cluster, CrashReplica replica, int messages)
    {
        await cluster.Database.FillOutboxAsync(messages, keys: 1_000, bodySize: BodySize);
        var most = 0L;
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                most = Math.Max(most, ResidentMemory(replica.Pid));
                return await cluster.CountAsync("(select 1 from messaging.outbox_message limit 1) row") == 0;
            },
            Patience, $"{messages} messages had left", Token);
        return most;
    }

    private static long ResidentMemory(int pid)
    {
        var line = File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(':')[1].Replace("kB", "", StringComparison.Ordinal), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) << 10;
    }
}
