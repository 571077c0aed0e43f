using MassTransit;
using Messaging.Failures;
using Orders.Service.Http;
using Orders.Service.Http.Idempotency;
using Orders.Service.Http.Json;

namespace Orders.Service.Redis;

/// <summary>Submits what an older system has added to the stream, by the same checks and the same command as a request.</summary>
internal sealed class ImportedOrderConsumer(SubmitOrder submit) : IConsumer<ImportedOrder>
{
    /// <summary>Keys of the stream are no keys of requests: two callers may use the same.</summary>
    private const string Scope = RedisNames.Import;

    public async Task Consume(ConsumeContext<ImportedOrder> context)
    {
        var key = context.Message.Key;
        if (key is not null && !IdempotencyKey.IsValid(key))
            throw new PermanentFailureException("The field 'key' must have 1 to 255 visible ASCII characters.");
        using var body = StrictJsonBody.Parse(context.Message.ToBody());
        var errors = new FieldErrors();
        if (body.Bytes.Length > SubmitOrder.LargestBody)
            errors.Add(StrictJsonBody.WholeBody, $"Must have at most {SubmitOrder.LargestBody} bytes.");
        if (errors.Any || SubmitOrderValidator.Read(body.Root, errors) is not { } request)
            throw new PermanentFailureException($"The entry {context.MessageId} is no order: {string.Join(' ', errors.ToDictionary().Select(error => $"{error.Key}: {string.Join(' ', error.Value)}"))}");

        switch (await submit.RunAsync(key is null ? null : new IdempotencyKey(Scope, key), body.Bytes, request, context.CancellationToken))
        {
            case IdempotentOutcome.OtherRequest:
                throw new PermanentFailureException($"The key '{key}' was used for another order.");
            case IdempotentOutcome.InWork:
                // Tried again.
                throw new TimeoutException($"The first order with the key '{key}' is still in work.");
        }
    }
}
