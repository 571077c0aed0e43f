namespace Orders.Checker;

/// <summary>Reads the options of the checker's command line.</summary>
public static class CheckerCommand
{
    public const string Usage = """
        Orders.Checker: reads a running installation from outside and says whether it keeps its promises.

          --url http://...            the service
          --postgres CONNECTION       its database
          --rabbitmq amqp://...       its queues
          --kafka HOST:PORT,...       its topics
          --accepted FILE             ids of accepted orders, one a line
          --accepted-is-all           there are no other orders
          --seed-stock SPEC           default SKU-001..SKU-100=1000000,LIMITED-EDITION=5
          --expected-dead-letters N   default 0
          --wait DURATION             how long to wait until all is done, for example 60s
          --http-limit N              orders asked for one by one over HTTP, default 10000
          --json

        Exit code 0: all that was looked at holds; 1: violated; 2: wrong usage, or something named can't be read.
        """;

    public static CheckerOptions Parse(IReadOnlyList<string> args)
    {
        var line = new CommandLine(
            args,
            ["--url", "--postgres", "--rabbitmq", "--kafka", "--accepted", "--seed-stock", "--expected-dead-letters", "--wait", "--http-limit"],
            ["--accepted-is-all", "--json"]);
        var options = new CheckerOptions
        {
            Url = line.Text("--url") is not { } url ? null
                : Uri.TryCreate(url.TrimEnd('/') + "/", UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address
                : throw new UsageException($"--url: '{url}' is not an http:// address"),
            Postgres = line.Text("--postgres"),
            RabbitMq = line.Text("--rabbitmq"),
            Kafka = line.Text("--kafka"),
            Accepted = line.Text("--accepted") is { } file ? ReadAccepted(file) : [],
            AcceptedIsAll = line.Has("--accepted-is-all"),
            SeededStock = line.Text("--seed-stock") is { } stock ? SeedStock.Parse(stock) : SeedStock.Default,
            ExpectedDeadLetters = line.Number("--expected-dead-letters", 0),
            Wait = line.Duration("--wait", TimeSpan.Zero),
            HttpLimit = line.Number("--http-limit", 10_000),
            Json = line.Has("--json"),
        };
        if (options is { Url: null, Postgres: null, Kafka: null, RabbitMq: null })
            throw new UsageException("nothing to look at: give --url, --postgres, --rabbitmq or --kafka");
        return options;
    }

    private static List<Guid> ReadAccepted(string file)
    {
        try
        {
            return [.. File.ReadLines(file).Where(line => line.Length > 0).Select(line => Guid.TryParse(line, out var id) ? id : throw new UsageException($"--accepted: '{line}' in {file} is not an order id"))];
        }
        catch (IOException failure)
        {
            throw new UsageException($"--accepted: {failure.Message}");
        }
    }
}
