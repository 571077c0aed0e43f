namespace Messaging.Testing.ByHand;

/// <summary>Obeys the lines of the standard input, one after the other, until it closes.</summary>
internal sealed class CommandLoop(ServerSet servers, TextReader input, TextWriter output)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // The read of a terminal or a pipe can't be cancelled, but it can be left behind.
        while (await input.ReadLineAsync(cancellationToken).AsTask().WaitAsync(cancellationToken) is { } line)
        {
            if (line.Trim() is not { Length: > 0 } command)
                continue;
            try
            {
                await ObeyAsync(command.Split(' ', StringSplitOptions.RemoveEmptyEntries), cancellationToken);
                await output.WriteLineAsync($"done {command}");
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                await output.WriteLineAsync($"error {command}: {exception.Message.ReplaceLineEndings(" ")}");
            }
        }
    }

    private async Task ObeyAsync(string[] words, CancellationToken cancellationToken)
    {
        var (verb, server) = words is [var first, var name]
            ? (first, servers.Find(name))
            : throw new InvalidOperationException("a command is a verb and a server, as in: kill rabbitmq");
        await (verb switch
        {
            "kill" => server.Server.KillAsync(cancellationToken),
            "stop" => server.Server.StopAsync(cancellationToken),
            "start" => server.Server.StartAsync(cancellationToken),
            "freeze" => server.Server.FreezeAsync(cancellationToken),
            "thaw" => server.Server.ThawAsync(cancellationToken),
            _ => throw new InvalidOperationException("known verbs are kill, stop, start, freeze and thaw"),
        });
        if (verb == "start")
            await output.WriteLineAsync(server.Comment);
    }
}
