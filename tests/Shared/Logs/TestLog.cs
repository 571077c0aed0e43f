using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Messaging.Testing.Logs;

/// <summary>Keeps log lines for assertions, and shows them with a test that fails.</summary>
public sealed class TestLog : ILoggerFactory, ILogger
{
    private readonly ITestOutputHelper? _output = TestContext.Current.TestOutputHelper;

    public ConcurrentQueue<(int Id, string Line)> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;

        var line = $"{TimeProvider.System.GetUtcNow():mm:ss.fff} {logLevel} {eventId.Id} {formatter(state, exception)} {exception?.Message}";
        Lines.Enqueue((eventId.Id, line));
        try
        {
            _output?.WriteLine(line);
        }
        catch (InvalidOperationException)
        {
            // The test is over.
            Lines.TryPeek(out _);
        }
    }

    public void Dispose()
    {
    }
}
