using Messaging.Outbox;

namespace Orders.Service.Http.Errors;

/// <summary>
/// A request that sent messages and forgot to save them is answered with 500, and not with what it wanted to say: they are lost. A failed
/// request drops them on purpose, and so does one that answers with an error because it could not save them.
/// </summary>
internal sealed class UnflushedMessages(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.RequestServices.GetService<IUnflushedMessages>() is not { } messages)
        {
            await next(context);
            return;
        }

        var watching = true;
        // For an answer with a body, which begins before the handler returns.
        context.Response.OnStarting(() => Check());
        try
        {
            await next(context);
        }
        catch
        {
            watching = false;
            messages.Abandon();
            throw;
        }

        await Check();

        Task Check()
        {
            if (!watching || messages.Count == 0 || (messages.SaveFailed && context.Response.StatusCode >= StatusCodes.Status400BadRequest))
                return Task.CompletedTask;
            watching = false;
            throw new InvalidOperationException(
                $"{context.Request.Method} {context.Request.Path} sent {messages.Count} messages that no transaction has written. Call SaveChangesAsync, or commit the transaction, after the last message.");
        }
    }
}
