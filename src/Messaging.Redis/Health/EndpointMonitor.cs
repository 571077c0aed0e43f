namespace Messaging.Redis;

/// <summary>What is known of one endpoint.</summary>
internal sealed class EndpointMonitor(EndpointSettings settings, DeliveryScheduler scheduler)
{
    private volatile RedisEndpointState _state = RedisEndpointState.Starting;
    private volatile string? _lastError;

    public RedisEndpointState State => _state;

    public string? LastError => _lastError;

    public void Runs()
    {
        _state = RedisEndpointState.Running;
        _lastError = null;
    }

    /// <returns>Whether this is news.</returns>
    public bool Failed(string reason)
    {
        var news = _lastError is null || _state is RedisEndpointState.Running;
        _lastError = reason;
        if (_state is RedisEndpointState.Running)
            _state = RedisEndpointState.Disconnected;
        return news;
    }

    public void Stopped() => _state = RedisEndpointState.Stopped;

    public RedisEndpointStatus Status()
    {
        var load = scheduler.Load();
        return new RedisEndpointStatus(settings.Source, settings.Group, settings.Consumer, State, load.Held, load.InFlight, load.Blocked, LastError);
    }
}
