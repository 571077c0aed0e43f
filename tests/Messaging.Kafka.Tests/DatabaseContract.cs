using MassTransit;
using Messaging.Kafka.Tests.Support;
using Messaging.Parking;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Kafka.Tests;

/// <summary>Contracts whose consumers take effect in a database.</summary>
public abstract class DatabaseContract(KafkaCluster cluster) : KafkaContract(cluster), IAsyncLifetime
{
    protected NotesDatabase Database { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Database = await NotesDatabase.CreateAsync();

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Takes each note, and after that fails with what the test wants, so that there is something to roll back.</summary>
    protected Setup DatabaseSetup(Func<ConsumeContext<Note>, Exception?> failure) => NewSetup() with
    {
        Database = Database,
        Handle = async (context, scope) =>
        {
            await NotesDatabase.TakeAsync(context, scope);
            if (failure(context) is { } exception)
                throw exception;
        },
    };

    protected static void Ladder(KafkaParkingOptions parking, int milliseconds, int steps)
    {
        for (var step = 0; step < steps; step++)
            parking.Redelivery.Add(TimeSpan.FromMilliseconds(milliseconds));
    }

    protected static Task<IReadOnlyList<ParkedKey>> KeysAsync(KafkaApp app) =>
        app.Services.GetRequiredService<IParkedKeys>().ListAsync(new ParkedKeyFilter(), 1_000, null, Token);
}
