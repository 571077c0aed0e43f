namespace Messaging.Testing.Hosts;

/// <summary>
/// The parent of each server: a shell that reads a pipe whose other end only the test process holds. When that process ends, in
/// whatever way, the pipe closes, and the shell kills the server and deletes its data. (A parent-death signal would not do: it is
/// sent when the thread that started the child ends, not the process.)
/// </summary>
internal static class Watchdog
{
    /// <summary>Arguments: the signal that ends the server at once, the folder to delete then, or nothing, the log, the command.</summary>
    public const string Script = """
        end=$1 folder=$2 log=$3; shift 3
        exec 3<&0
        # A group of its own: Ctrl-C in a terminal is for the tests, and the whole group can be killed.
        own=; command -v setsid >/dev/null && own=setsid
        $own "$@" 3<&- </dev/null >>"$log" 2>&1 &
        server=$!
        echo "$server"
        exec >/dev/null 2>&1
        (
          read -r _ <&3
          trap '' TERM
          # A signal stays pending while its process is suspended.
          kill -"$end" "$server"; kill -CONT "$server"
          n=0; while kill -0 "$server" && [ $n -lt 50 ]; do sleep 0.1; n=$((n+1)); done
          kill -KILL -- "-$server" || kill -KILL "$server"
          exit 0
        ) &
        reader=$!
        exec 3<&- </dev/null
        wait "$server"
        kill -TERM "$reader"
        wait "$reader" && [ -n "$folder" ] && rm -rf "$folder"
        exit 0
        """;
}
