using System.Runtime.InteropServices;

namespace Messaging.Testing.Hosts;

/// <summary>The signals of POSIX that tests send, with the numbers that Linux and macOS share.</summary>
internal static partial class Signal
{
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int Kill = 9;
    public const int Terminate = 15;

    // These two differ between the systems.
    public static readonly int Stop = OperatingSystem.IsMacOS() ? 17 : 19;
    public static readonly int Continue = OperatingSystem.IsMacOS() ? 19 : 18;

    /// <summary>Sends a signal; a process that has already ended is no error.</summary>
    public static void Send(int pid, int signal)
    {
        const int NoSuchProcess = 3;
        // 0 and -1 would reach whole groups of processes.
        ArgumentOutOfRangeException.ThrowIfLessThan(pid, 2);
        if (SendNative(pid, signal) != 0 && Marshal.GetLastPInvokeError() is var error && error != NoSuchProcess)
            throw new InvalidOperationException($"Signal {signal} to process {pid}: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SendNative(int pid, int signal);
}
