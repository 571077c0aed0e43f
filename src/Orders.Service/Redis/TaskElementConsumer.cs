using System.Text.Json;
using MassTransit;
using Messaging.Failures;
using Messaging.Redis;
using Messaging.Tasks;
using Orders.Contracts;

namespace Orders.Service.Redis;

/// <summary>
/// Enqueues what anybody pushes to <c>orders.tasks</c>: <c>{"task":"SendEmail","args":{...}}</c>, or plain text, which becomes
/// <see cref="ProcessData"/>.
/// </summary>
internal sealed class TaskElementConsumer(ITaskQueue tasks) : IConsumer<RawText>
{
    public async Task Consume(ConsumeContext<RawText> context)
    {
        var text = context.Message.Value;
        using var document = TryParse(text);
        if (document is null)
        {
            await tasks.EnqueueAsync(new ProcessData(text), cancellationToken: context.CancellationToken);
            return;
        }

        var entry = document.RootElement;
        if (!entry.TryGetProperty("task", out var task) || task.ValueKind is not JsonValueKind.String)
            throw new PermanentFailureException($"The element {context.MessageId} must name its task: {{\"task\":\"SendEmail\",\"args\":{{...}}}}.");
        if (!entry.TryGetProperty("args", out var arguments))
            arguments = JsonElement.Parse("{}");
        await tasks.EnqueueAsync(task.GetString()!, arguments, cancellationToken: context.CancellationToken);
    }

    /// <summary>Only an object is an envelope; what else is JSON by chance, such as a number, is text.</summary>
    private static JsonDocument? TryParse(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith("{"))
            return null;
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException)
        {
            // Text that begins with a brace.
            return null;
        }
    }
}
