using System.Net.Sockets;
using Messaging.Testing.Hosts;

namespace Messaging.Testing.Tests;

/// <summary>The search for servers on machines that lack them.</summary>
public sealed class SearchTests
{
    private static readonly Dictionary<string, string> NoDocker = new() { ["DOCKER_HOST"] = "unix:///nowhere/docker.sock" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_any_PostgreSQL_the_error_says_what_was_tried_and_what_to_do()
    {
        var error = await Should.ThrowAsync<ServerUnavailableException>(() =>
            ServerPlaces.PostgresAsync(Empty(NoDocker), shared: true, settings: null, Token));
        error.Message.ShouldBe("""
            This test needs PostgreSQL, and none can be had:
              - TEST_POSTGRES is not set
              - no Docker daemon: /nowhere/docker.sock does not exist
              - no PostgreSQL is installed (initdb and postgres, in /usr/lib/postgresql/*/bin or the PATH)
            Install it (Debian: apt-get install postgresql), start Docker (its images are named in .env), or set TEST_POSTGRES=Host=...;Username=...;Password=....
            """);
    }

    [Fact]
    public async Task Without_any_RabbitMQ_or_Redis_the_error_says_what_to_install()
    {
        (await Should.ThrowAsync<ServerUnavailableException>(() =>
            ServerPlaces.RabbitMqAsync(Empty(NoDocker), shared: true, settings: null, Token))).Message.ShouldContain("apt-get install rabbitmq-server");
        (await Should.ThrowAsync<ServerUnavailableException>(() =>
            ServerPlaces.RedisAsync(Empty(NoDocker), shared: true, settings: null, Token))).Message.ShouldContain("apt-get install redis-server");
    }

    [Fact]
    public async Task A_test_that_kills_Kafka_does_not_get_the_mock_cluster() =>
        (await Should.ThrowAsync<ServerUnavailableException>(() =>
            ServerPlaces.KafkaAsync(Empty(NoDocker), shared: false, mock: false, settings: null, Token))).Message.ShouldContain("Set KAFKA_HOME");

    [Fact]
    public async Task A_folder_that_holds_no_Kafka_is_an_error_that_names_both_layouts()
    {
        var folder = Directory.CreateTempSubdirectory("not-kafka-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "java"), "", Token);
        var surroundings = Empty(new() { ["KAFKA_HOME"] = folder, ["DOCKER_HOST"] = NoDocker["DOCKER_HOST"] }) with { ProgramFolders = [folder] };
        var error = await Should.ThrowAsync<ServerUnavailableException>(() =>
            ServerPlaces.KafkaAsync(surroundings, shared: true, mock: true, settings: null, Token));
        error.Message.ShouldContain("bin/kafka-server-start.sh (an unpacked download of Apache Kafka) nor bin/kafka");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Insisting_on_containers_without_Docker_is_an_error() =>
        (await Should.ThrowAsync<ServerUnavailableException>(() => ServerPlaces.RedisAsync(
            new Surroundings(name => name == "TEST_CONTAINERS" ? "true" : NoDocker.GetValueOrDefault(name), Programs.Folders),
            shared: true,
            settings: null,
            Token))).Message.ShouldStartWith("TEST_CONTAINERS=true, but no container can be had");

    [Fact]
    public async Task A_Docker_daemon_that_does_not_answer_is_passed_over()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.sock");
        using var daemon = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        daemon.Bind(new UnixDomainSocketEndPoint(path));
        daemon.Listen();

        var surroundings = new Surroundings(name => name == "DOCKER_HOST" ? "unix://" + path : null, Programs.Folders);
        await using var redis = await ServerPlaces.RedisAsync(surroundings, shared: true, settings: null, Token);
        redis.Source.ShouldBe(ServerSource.LocalProgram);
        File.Delete(path);
    }

    [Fact]
    public async Task A_server_that_the_environment_names_is_used_and_can_not_be_killed()
    {
        await using var named = await TestServers.StartRedisAsync(cancellationToken: Token);
        var surroundings = Empty(new() { ["TEST_REDIS"] = named.ConnectionString });
        await using var found = await ServerPlaces.RedisAsync(surroundings, shared: true, settings: null, Token);
        found.Source.ShouldBe(ServerSource.Environment);
        found.ConnectionString.ShouldBe(named.ConnectionString);
        (await Should.ThrowAsync<InvalidOperationException>(() => found.KillAsync(Token))).Message.ShouldContain("Unset TEST_REDIS");
    }

    [Fact]
    public async Task A_text_that_is_no_connection_string_is_an_error_that_names_the_variable() =>
        (await Should.ThrowAsync<ServerUnavailableException>(() => ServerPlaces.PostgresAsync(
            Empty(new() { ["TEST_POSTGRES"] = "not a connection string" }), shared: true, settings: null, Token)))
            .Message.ShouldStartWith("TEST_POSTGRES is set, but");

    private static Surroundings Empty(Dictionary<string, string> variables) => new(variables.GetValueOrDefault, []);
}
