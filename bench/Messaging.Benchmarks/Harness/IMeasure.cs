namespace Messaging.Benchmarks.Harness;

/// <summary>One thing that is measured, against the limit that the servers and their plain clients set.</summary>
internal interface IMeasure
{
    string Name { get; }

    Task<IReadOnlyList<Result>> RunAsync(BenchServers servers, Scale scale, CancellationToken cancellationToken);
}
