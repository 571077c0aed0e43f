using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Messaging.Testing.Containers;

/// <summary>
/// The daemon's own API, for what Testcontainers has no words for: asking quickly whether the daemon is there, killing a container,
/// and starting it again on the same ports.
/// </summary>
internal sealed class DockerDaemon : IDisposable
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(2);
    private static readonly Version TestcontainersVersion = new(1, 44);

    private readonly HttpClient _http;

    private DockerDaemon(Uri endpoint)
    {
        var handler = new SocketsHttpHandler();
        if (endpoint.Scheme == "unix")
            handler.ConnectCallback = (_, cancellationToken) => ConnectAsync(endpoint.LocalPath, cancellationToken);
        _http = new HttpClient(handler)
        {
            BaseAddress = endpoint.Scheme == "unix" ? new Uri("http://docker/") : new UriBuilder(endpoint) { Scheme = "http" }.Uri,
        };
    }

    /// <summary>The daemon of DOCKER_HOST, or else of the usual socket; null and the reason when none answers at once.</summary>
    public static async Task<(DockerDaemon? Daemon, string Reason)> FindAsync(Surroundings surroundings, CancellationToken cancellationToken)
    {
        var endpoint = surroundings.Setting("DOCKER_HOST") ?? "unix:///var/run/docker.sock";
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("unix" or "tcp" or "http"))
            return (null, $"DOCKER_HOST is not understood: {endpoint}");
        if (address.Scheme == "unix" && !File.Exists(address.LocalPath))
            return (null, $"no Docker daemon: {address.LocalPath} does not exist");

        var daemon = new DockerDaemon(address);
        try
        {
            using var response = await daemon._http.GetAsync(new Uri("_ping", UriKind.Relative), cancellationToken).WaitAsync(AnswerLimit, cancellationToken);
            response.EnsureSuccessStatusCode();
            if (response.Headers.TryGetValues("Api-Version", out var versions))
                AgreeOnVersion(versions.First());
            return (daemon, "");
        }
        catch (Exception exception) when (exception is HttpRequestException or TimeoutException)
        {
            daemon.Dispose();
            return (null, $"the Docker daemon at {endpoint} does not answer: {exception.Message}");
        }
    }

    /// <summary>Does one of kill, stop, start, pause and unpause to a container.</summary>
    public async Task CommandAsync(string container, string command, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsync(new Uri($"containers/{container}/{command}", UriKind.Relative), content: null, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"Docker {command}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
    }

    /// <summary>The pid of the container's first process, and 0 when it is not running.</summary>
    public async Task<int> PidAsync(string container, CancellationToken cancellationToken)
    {
        var document = await _http.GetFromJsonAsync<JsonElement>(new Uri($"containers/{container}/json", UriKind.Relative), cancellationToken);
        return document.GetProperty("State").GetProperty("Pid").GetInt32();
    }

    /// <summary>Whether there is such a container, running or not.</summary>
    public async Task<bool> KnowsAsync(string container, CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(new Uri($"containers/{container}/json", UriKind.Relative), cancellationToken);
        return response.StatusCode != HttpStatusCode.NotFound;
    }

    public void Dispose() => _http.Dispose();

    /// <summary>
    /// Testcontainers insists on the version of the newest daemons, and takes an older one, such as Debian 12's, for none at all. It reads
    /// this variable before its first container.
    /// </summary>
    private static void AgreeOnVersion(string version)
    {
        if (Version.TryParse(version, out var spoken) && spoken < TestcontainersVersion
            && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DOCKER_API_VERSION")))
        {
            Environment.SetEnvironmentVariable("DOCKER_API_VERSION", version);
        }
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
