using Orders.Service.Operations.OpenApi;

namespace Orders.Service.Operations.DeadLetters;

/// <summary>The endpoints of dead letters.</summary>
internal static class DeadLetterEndpoints
{
    private const string Id = "01980a3e-5b7c-7d2f-9a41-6c0e2b8d4f10";

    private static readonly (string, string)[] Filters =
    [
        (DeadLetterQuery.State, "Open, Replayed, Discarded or Done."),
        (DeadLetterQuery.SourceSystem, "rabbitmq, kafka, redis or outbox."),
        (DeadLetterQuery.Source, "The queue, topic or stream, exactly."),
        (DeadLetterQuery.Type, "The URN of the message's type, exactly."),
        (DeadLetterQuery.Exception, "The full name of the exception's type, exactly."),
        (DeadLetterQuery.From, "Failed for the last time at or after: 2026-01-02T03:04:05Z."),
        (DeadLetterQuery.To, "Failed for the last time before."),
        ("limit", "1-200, 50 by default."),
    ];

    public static RouteGroupBuilder MapDeadLetters(this RouteGroupBuilder operations)
    {
        var letters = operations.MapGroup("/dead-letters");
        MapReading(letters);
        MapActions(letters);
        return operations;
    }

    private static void MapReading(RouteGroupBuilder letters)
    {
        letters.MapGet("", ListDeadLetters.ListAsync)
            .WithName("ListDeadLetters")
            .WithSummary("Lists dead letters, the last failure first.")
            .ProducesValidationProblem()
            .WithParameters([.. Filters, ("after", "The next of the page before.")])
            .WithExample(
                $$"""
                {"items":[{"id":"{{Id}}","state":"Open","sourceSystem":"rabbitmq","source":"reserve-stock","destination":"queue:reserve-stock","messageType":"urn:message:Orders.Contracts:ReserveStock",
                 "messageId":"01980a3e-5b7c-7d2f-9a41-6c0e2b8d4f11","orderingKey":"01980a3e-5b7c-7d2f-9a41-6c0e2b8d4f12","exceptionType":"Messaging.Failures.PermanentFailureException",
                 "exceptionMessage":"The SKU BROKEN can't be reserved.","attempts":1,"firstFailedAt":"2026-01-02T03:04:05Z","lastFailedAt":"2026-01-02T03:04:05Z",
                 "traceId":"0af7651916cd43dd8448eb211c80319c","replayOf":null,"note":null}],"next":null}
                """);
        letters.MapGet("/groups", ListDeadLetters.GroupAsync)
            .WithName("GroupDeadLetters")
            .WithSummary("Groups open dead letters by source, type and failure, the largest group first.")
            .ProducesValidationProblem()
            .WithParameters(Filters)
            .WithExample(
                """
                {"items":[{"sourceSystem":"rabbitmq","source":"reserve-stock","messageType":"urn:message:Orders.Contracts:ReserveStock","exceptionType":"Messaging.Failures.PermanentFailureException",
                 "count":500,"firstFailedAt":"2026-01-02T03:04:05Z","lastFailedAt":"2026-01-02T03:14:05Z"}],"next":null}
                """);
        letters.MapGet("/{id:guid}", ListDeadLetters.FindAsync)
            .WithName("GetDeadLetter")
            .WithSummary("Shows a dead letter with its bytes (base64, and as text when it is text), headers, stack and history.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static void MapActions(RouteGroupBuilder letters)
    {
        letters.MapPost("/{id:guid}/replay", ActOnDeadLetters.ReplayOneAsync)
            .WithName("ReplayDeadLetter")
            .WithSummary("Sends a dead letter to the consumer that failed, and to nobody else.")
            .WithDescription("A message whose effect has happened is closed as Done instead. runAgain has it run in spite of that.")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .WithBody("""{"reason":"The SKU is repaired.","dryRun":false}""")
            .WithExample($$"""{"id":"{{Id}}","outcome":"Replayed","destination":"queue:reserve-stock","dryRun":false}""");
        letters.MapPost("/replay", ActOnDeadLetters.ReplayManyAsync)
            .WithName("ReplayDeadLetters")
            .WithSummary("Replays a selection, or all open ones that a filter fits; those of one key in their order.")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .WithBody("""{"filter":{"source":"reserve-stock","exception":"Messaging.Failures.PermanentFailureException"},"dryRun":true,"ratePerSecond":50}""", required: true)
            .WithExample(
                $$"""{"dryRun":true,"replayed":1,"alreadyDone":0,"refused":0,"notFound":0,"items":[{"id":"{{Id}}","outcome":"Replayed","destination":"queue:reserve-stock","reason":null}]}""");
        letters.MapPost("/{id:guid}/discard", ActOnDeadLetters.DiscardAsync)
            .WithName("DiscardDeadLetter")
            .WithSummary("Gives a dead letter up: copies that still come have no effect, and an order that waits for it is cancelled.")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .WithBody("""{"reason":"The customer has ordered elsewhere."}""")
            .WithExample($$"""{"id":"{{Id}}","state":"Discarded"}""");
        letters.MapPost("/{id:guid}/notes", ActOnDeadLetters.NoteAsync)
            .WithName("NoteDeadLetter")
            .WithSummary("Writes something down about a dead letter.")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithBody("""{"text":"Ada asks the warehouse."}""", required: true)
            .WithExample($$"""{"id":"{{Id}}","state":"Open"}""");
    }
}
