using MassTransit;
using Messaging.Checks;
using Messaging.Endpoints;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Messaging.RabbitMq;

/// <summary>What can be told of RabbitMQ from the settings alone.</summary>
internal sealed class RabbitMqSettingsCheck(RabbitMqUri uri, IOptions<RabbitMqCheckOptions> options, IServiceProvider services) : IStartupCheck
{
    private const string HandlerDeadline = "handler-deadline";
    private const string Credentials = "credentials";
    private const string Tls = "tls";

    public IReadOnlyDictionary<string, CheckMode> Names { get; } = new Dictionary<string, CheckMode>(StringComparer.Ordinal)
    {
        [HandlerDeadline] = CheckMode.Fail, [Credentials] = CheckMode.Warn, [Tls] = CheckMode.Warn,
    };

    public bool AsksServers => false;

    public Task<IReadOnlyList<CheckFinding>> RunAsync(CancellationToken cancellationToken)
    {
        var findings = new List<CheckFinding>();
        var settings = services.GetRequiredService<EndpointSettings>();
        var queues = DeclaredTopology.Of(services.GetRequiredService<IBusControl>(), cancellationToken).Queues.Select(queue => queue.Name).ToHashSet(StringComparer.Ordinal);
        findings.AddRange(settings.Names.Where(queues.Contains).Select(queue => Held(queue, settings.For(queue))));
        if (services.GetService<IHostEnvironment>()?.IsDevelopment() is not true)
            findings.AddRange([CredentialsOf(new Uri(uri.Value)), TlsOf(new Uri(uri.Value))]);
        return Task.FromResult<IReadOnlyList<CheckFinding>>(findings);
    }

    private CheckFinding Held(string queue, EndpointOptions endpoint)
    {
        var immediate = endpoint.Failures.Immediate;
        var held = (endpoint.Deadline * (immediate.Retries + 1)) + (immediate.MaxDelay * immediate.Retries);
        var found = $"queue {queue}: {immediate.Retries + 1} attempts of {endpoint.Deadline}, together {held}";
        var expected = $"less than the broker's consumer_timeout, {options.Value.ConsumerTimeout}";
        return held < options.Value.ConsumerTimeout
            ? CheckFinding.Good(HandlerDeadline, found, expected)
            : CheckFinding.Bad(HandlerDeadline, found, expected,
                $"Lower Endpoints__{queue}__Deadline or Failures__Immediate__Retries, or raise consumer_timeout of the broker and say so in RabbitMq__ConsumerTimeout.");
    }

    private static CheckFinding CredentialsOf(Uri address)
    {
        var user = Uri.UnescapeDataString(address.UserInfo.Split(':')[0]);
        const string Expected = "a user of the service's own";
        return user is "guest"
            ? CheckFinding.Bad(Credentials, "RabbitMQ: guest, whose password everybody knows", Expected, "Make a user with rabbitmqctl add_user and set it in ConnectionStrings__RabbitMq.")
            : CheckFinding.Good(Credentials, $"RabbitMQ: {user}", Expected);
    }

    private static CheckFinding TlsOf(Uri address)
    {
        const string Expected = "amqps, or a broker on this machine";
        return address.Scheme is "amqps" || address.IsLoopback
            ? CheckFinding.Good(Tls, $"RabbitMQ: {address.Scheme} to {address.Host}", Expected)
            : CheckFinding.Bad(Tls, $"RabbitMQ: {address.Scheme} to {address.Host}", Expected, "Let ConnectionStrings__RabbitMq begin with amqps://, with a TLS listener at the broker; or set Checks__tls=Off where the network itself is private.");
    }
}
