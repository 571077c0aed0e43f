using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Messaging.Checks;
using RabbitMQ.Client;

namespace Messaging.RabbitMq;

/// <summary>
/// Whether every declared binding is there. AMQP has no question for that, only the management API; without it each is declared again, which
/// is harmless where it exists.
/// </summary>
internal sealed class BindingCheck(RabbitMqUri uri, Uri? management, string name)
{
    private const string Expected = "every binding that the service declares";

    public async Task<IReadOnlyList<CheckFinding>> RunAsync(IReadOnlyCollection<DeclaredBinding> declared, IConnection connection, CancellationToken cancellationToken) =>
        management is null
            ? await RepairAsync(declared, connection, cancellationToken).ConfigureAwait(false)
            : await CompareAsync(declared, management, cancellationToken).ConfigureAwait(false);

    private async Task<IReadOnlyList<CheckFinding>> CompareAsync(IReadOnlyCollection<DeclaredBinding> declared, Uri api, CancellationToken cancellationToken)
    {
        try
        {
            var present = await PresentAsync(api, cancellationToken).ConfigureAwait(false);
            var lost = declared.Except(present).Select(binding => binding.ToString()).Order(StringComparer.Ordinal).ToList();
            return lost.Count == 0
                ? [CheckFinding.Good(name, $"all {declared.Count} bindings", Expected)]
                : [.. lost.Select(binding => CheckFinding.Bad(name, $"no binding {binding}", Expected, "Messages on that way are dropped or returned. Restart the service, which declares it, and find out who has removed it."))];
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return [CheckFinding.Unknown(name, $"the management API at {api.Authority} can't be asked: {exception.Message}", Expected, "Correct RabbitMq__Management, or leave it out.")];
        }
    }

    private async Task<HashSet<DeclaredBinding>> PresentAsync(Uri api, CancellationToken cancellationToken)
    {
        var virtualHost = new Uri(uri.Value).AbsolutePath is { Length: > 1 } path ? Uri.UnescapeDataString(path[1..]) : "/";
        var user = (api.UserInfo.Length > 0 ? api.UserInfo : new Uri(uri.Value).UserInfo).Split(':', 2);
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Join(':', user.Select(Uri.UnescapeDataString)))));
        var bindings = await http.GetFromJsonAsync<JsonElement>(
            new Uri(new Uri(api.GetLeftPart(UriPartial.Authority)), $"/api/bindings/{Uri.EscapeDataString(virtualHost)}"), cancellationToken).ConfigureAwait(false);
        return [.. bindings.EnumerateArray().Select(binding => new DeclaredBinding(
            Text(binding, "source"), Text(binding, "destination"), Text(binding, "routing_key"), Text(binding, "destination_type") is "queue"))];
    }

    private async Task<IReadOnlyList<CheckFinding>> RepairAsync(IReadOnlyCollection<DeclaredBinding> declared, IConnection connection, CancellationToken cancellationToken)
    {
        var missing = 0;
        foreach (var binding in declared)
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            try
            {
                if (binding.ToQueue)
                    await channel.QueueBindAsync(binding.Destination, binding.Source, binding.RoutingKey, cancellationToken: cancellationToken).ConfigureAwait(false);
                else
                    await channel.ExchangeBindAsync(binding.Destination, binding.Source, binding.RoutingKey, cancellationToken: cancellationToken).ConfigureAwait(false);
            }
            catch (RabbitMQ.Client.Exceptions.OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode is Constants.NotFound)
            {
                // Its queue or exchange is not there yet; the service declares them together.
                missing++;
            }
        }

        return [CheckFinding.Good(name, $"{declared.Count - missing} bindings declared again, {missing} not there yet; RabbitMq__Management would tell lost ones", Expected)];
    }

    private static string Text(JsonElement binding, string property) => binding.GetProperty(property).GetString() ?? "";
}
