using System.Collections.Concurrent;
using System.Globalization;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Messaging.EntityFrameworkCore.Tests.Faults;

/// <summary>Counts up two rows, every other time in the other order, and keeps what the database says against it: a deadlock, or, twice a message, what it says when it can't serialize.</summary>
public sealed class ClashingConsumer(SampleContext notes) : IConsumer<Clash>
{
    public static ConcurrentBag<string> Errors { get; } = [];

    private static readonly ConcurrentDictionary<int, int> Attempts = new();

    public static Guid Row(int number) => new(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);

    public async Task Consume(ConsumeContext<Clash> context)
    {
        try
        {
            if (context.Message.IsRefused && Attempts.AddOrUpdate(context.Message.Number, 1, (_, attempts) => attempts + 1) <= 2)
                await notes.Database.ExecuteSqlRawAsync("do $$ begin raise exception 'as asked' using errcode = '40001'; end $$", context.CancellationToken);
            foreach (var row in context.Message.Number % 2 == 0 ? new[] { 0, 1 } : [1, 0])
            {
                var id = Row(row);
                var count = int.Parse(await notes.Notes.Where(note => note.Id == id).Select(note => note.Text).SingleAsync(context.CancellationToken), CultureInfo.InvariantCulture);
                await notes.Database.ExecuteSqlAsync($"""update "Notes" set "Text" = ("Text"::int + 1)::text where "Id" = {id} and {count} >= 0""", context.CancellationToken);
                // Long enough for the others to be half way, too.
                await Task.Delay(20, context.CancellationToken);
            }
        }
        catch (Exception exception) when (Code(exception) is { } code)
        {
            Errors.Add(code);
            throw;
        }
    }

    private static string? Code(Exception? exception) => exception is null ? null : (exception as PostgresException)?.SqlState ?? Code(exception.InnerException);
}
