using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Orders.Service.Domain;
using Orders.Service.Http.Idempotency;
using Orders.Service.Http.Json;
using Orders.Service.Workflow;

namespace Orders.Service.Http;

/// <summary><c>POST /orders</c>: order, announcement, message and stored answer are one transaction.</summary>
internal sealed class SubmitOrder(IdempotentRequests requests, OrderChanges changes, TimeProvider time, IOptions<JsonOptions> json)
{
    /// <summary>The largest body that is read.</summary>
    public const int LargestBody = 64 * 1024;

    public static async Task<Results<StoredAnswerResult, ProblemHttpResult>> HandleAsync(
        HttpContext http, SubmitOrder submit, CancellationToken cancellationToken)
    {
        if (!IdempotencyKey.TryRead(http, out var key))
            return Problems.Invalid(IdempotencyKey.HeaderName, "Must be given once, with 1 to 255 visible ASCII characters.");
        using var body = await StrictJsonBody.ReadAsync(http.Request, LargestBody, cancellationToken);
        if (body.Problem is { } problem)
            return problem;
        var errors = new FieldErrors();
        if (SubmitOrderValidator.Read(body.Root, errors) is not { } request)
            return Problems.Invalid(errors);

        switch (await submit.RunAsync(key, body.Bytes, request, cancellationToken))
        {
            case IdempotentOutcome.Answered answered:
                return new StoredAnswerResult(answered);
            case IdempotentOutcome.OtherRequest:
                return Problems.OtherRequestWithThisKey();
            default:
                http.Response.Headers.RetryAfter = "1";
                return Problems.Conflict(
                    "The first request is still in work.", "A request with this Idempotency-Key has not been finished yet. Try again.");
        }
    }

    /// <summary>Submits a request that was checked; in the transaction that is open, where one is.</summary>
    public Task<IdempotentOutcome> RunAsync(
        IdempotencyKey? key, ReadOnlyMemory<byte> body, SubmitOrderRequest request, CancellationToken cancellationToken) =>
        requests.RunAsync(
            key,
            body,
            async cancellation =>
            {
                var now = time.GetUtcNow().InMicroseconds();
                var order = Order.Submit(Guid.CreateVersion7(now), request.CustomerId, request.ToOrderLines(), now);
                await changes.SubmitAsync(order, cancellation);
                return new StoredAnswer(
                    StatusCodes.Status202Accepted,
                    $"/orders/{order.Id}",
                    JsonSerializer.Serialize(new OrderAccepted(order.Id, order.Status), json.Value.SerializerOptions));
            },
            cancellationToken);
}
