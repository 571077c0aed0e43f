using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Messaging.Kafka.Tests;

/// <summary>What was taken and not handed over yet, when partitions come and go; and the buffer that is full for a moment.</summary>
public sealed class IntakeTests : IDisposable
{
    private static readonly TopicPartition Partition = new("t", 0);
    private readonly ServiceProvider _services = new ServiceCollection().BuildServiceProvider();
    private readonly KafkaHost _host;
    private readonly EndpointSettings _settings = new("t", "g") { BufferedRecords = 10 };
    private readonly RecordScheduler _scheduler;
    private readonly Intake _intake;
    private readonly RebalanceHandler _rebalance;

    public IntakeTests()
    {
        _host = new KafkaHost(_services);
        _host.Configure(settings => settings.BootstrapServers = "127.0.0.1:1");
        _scheduler = new RecordScheduler(2, _settings, TimeProvider.System, async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return RecordOutcome.Finished;
        });
        // Nobody proves anything to a broker here.
        _intake = new Intake(_scheduler, null!, _settings, _host.TopicIds, NullLogger.Instance);
        _rebalance = new RebalanceHandler(
            _scheduler, _settings, TimeSpan.FromSeconds(1), new EndpointMonitor(_settings, _host), _host.TopicIds, NullLogger.Instance) { Intake = _intake };
    }

    public void Dispose()
    {
        _host.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void A_record_that_was_taken_before_its_partition_went_away_is_no_part_of_the_next_assignment()
    {
        Assign();
        _intake.Take(Record(7));
        _rebalance.Lost([new TopicPartitionOffset(Partition, 8)]);
        Assign();
        _intake.Flush();

        _scheduler.Load().Records.ShouldBe(0);
        _scheduler.EntryOf(_scheduler.Partitions().Single()).ShouldBeNull();
    }

    [Fact]
    public void A_record_that_was_taken_while_another_partition_goes_away_is_kept()
    {
        Assign();
        _intake.Take(Record(7));
        _rebalance.Lost([new TopicPartitionOffset("t", 3, 8)]);
        _intake.Flush();

        _scheduler.Load().Records.ShouldBe(1);
        _scheduler.EntryOf(_scheduler.Partitions().Single()).ShouldBe(7);
    }

    [Fact]
    public void A_full_partition_is_waited_for_until_it_is_half_empty()
    {
        var crowd = new Crowd();
        var work = new PartitionWork(Partition) { Paused = false };
        var records = Enumerable.Range(0, 10).Select(offset => Record(offset)).ToList();
        records.ForEach(record => work.Take(record));
        crowd.Gather([work], BufferShare.Of(_settings, 1)).ShouldBeTrue();

        foreach (var record in records.Take(4))
            Finish(record);
        crowd.Wait(TimeSpan.Zero).ShouldBeFalse();
        Finish(records[4]);
        crowd.Wait(TimeSpan.Zero).ShouldBeTrue();

        void Finish(ConsumedRecord record)
        {
            work.Finished(record, default);
            crowd.Left(work);
        }
    }

    [Fact]
    public void A_full_partition_whose_records_stay_is_paused_after_a_while()
    {
        Assign();
        for (var offset = 0; offset < 10; offset++)
            _intake.Take(Record(offset));
        _intake.Flush();

        _scheduler.AwaitRoom(TimeSpan.FromMilliseconds(1));

        _scheduler.Balance().Pause.ShouldBe([Partition]);
    }

    [Fact]
    public void A_batch_is_a_small_part_of_what_a_partition_may_hold()
    {
        BufferShare.Of(new EndpointSettings("t", "g"), 4).BatchRecords.ShouldBe(100);
        BufferShare.Of(new EndpointSettings("t", "g") { BufferedRecords = 80 }, 4).BatchRecords.ShouldBe(2);
        BufferShare.Of(new EndpointSettings("t", "g") { BufferedRecords = 2 }, 4).BatchRecords.ShouldBe(1);
    }

    private void Assign()
    {
        _rebalance.Assigned([Partition]);
        var work = _scheduler.Partitions().Single();
        _scheduler.Enter(work, null);
        // The client begins with a pause that the first look lifts.
        _scheduler.Balance();
    }

    private static ConsumedRecord Record(long offset) => new(new ConsumeResult<byte[]?, byte[]?>
    {
        Topic = Partition.Topic,
        Partition = Partition.Partition,
        Offset = offset,
        Message = new Message<byte[]?, byte[]?> { Key = [(byte)offset], Value = [1] },
    });
}
