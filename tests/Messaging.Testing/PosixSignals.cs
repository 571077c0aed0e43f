using Messaging.Testing.Hosts;

namespace Messaging.Testing;

/// <summary>Signals to processes that a test has started itself.</summary>
public static class PosixSignals
{
    /// <summary>Sends a signal; a process that has already ended is no error.</summary>
    public static void Send(int pid, PosixSignal signal) => Signal.Send(pid, signal switch
    {
        PosixSignal.Kill => Signal.Kill,
        PosixSignal.Terminate => Signal.Terminate,
        PosixSignal.Stop => Signal.Stop,
        _ => Signal.Continue,
    });
}
