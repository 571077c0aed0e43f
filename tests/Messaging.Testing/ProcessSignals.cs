using Messaging.Testing.Hosts;

namespace Messaging.Testing;

/// <summary>Signals to processes that a test has started itself.</summary>
public static class ProcessSignals
{
    /// <summary>Sends a signal; a process that has already ended is no error.</summary>
    public static void Send(int pid, ProcessSignal signal) => Signal.Send(pid, signal switch
    {
        ProcessSignal.Kill => Signal.Kill,
        ProcessSignal.Terminate => Signal.Terminate,
        ProcessSignal.Stop => Signal.Stop,
        _ => Signal.Continue,
    });
}
