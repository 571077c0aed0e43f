using System.Net.Mime;
using Orders.Service.Http.Streaming;

namespace Orders.Service.Http;

/// <summary>The endpoints of orders.</summary>
internal static class OrdersEndpoints
{
    /// <summary>Maps <c>/orders</c>.</summary>
    public static IEndpointRouteBuilder MapOrders(this IEndpointRouteBuilder endpoints)
    {
        var orders = endpoints.MapGroup("/orders").WithTags("Orders");

        orders.MapPost("", SubmitOrder.HandleAsync)
            .WithName("SubmitOrder")
            .WithSummary("Submits an order.")
            .WithDescription("The order is stored and its workflow started. Send an Idempotency-Key to be able to ask again without ordering twice.")
            .Accepts<SubmitOrderRequest>(MediaTypeNames.Application.Json)
            .Produces<OrderAccepted>(StatusCodes.Status202Accepted)
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .AddOpenApiOperationTransformer(OrdersOpenApi.DescribeSubmitAsync);

        orders.MapGet("/{id:guid}", GetOrder.HandleAsync)
            .WithName("GetOrder")
            .WithSummary("Shows an order with its lines and its history.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .AddOpenApiOperationTransformer(OrdersOpenApi.DescribeGetAsync);

        orders.MapGet("/{id:guid}/stream", StreamOrder.HandleAsync)
            .WithName("StreamOrder")
            .WithSummary("Sends every change of an order as it happens.")
            .WithDescription("Server-sent events: `event: status`, `id:` the version. A comment comes every 15 s; the answer ends with the order's last status, and 204 says that nothing will come any more.")
            .Produces<OrderStatusChange>(StatusCodes.Status200OK, MediaTypeNames.Text.EventStream)
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .AddOpenApiOperationTransformer(OrdersOpenApi.DescribeStreamAsync);

        orders.MapGet("", ListOrders.HandleAsync)
            .WithName("ListOrders")
            .WithSummary("Lists orders, newest first.")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .AddOpenApiOperationTransformer(OrdersOpenApi.DescribeListAsync);

        orders.MapPost("/{id:guid}/cancel", CancelOrder.HandleAsync)
            .WithName("CancelOrder")
            .WithSummary("Cancels an order that is still open.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .AddOpenApiOperationTransformer(OrdersOpenApi.DescribeCancelAsync);

        return endpoints;
    }
}
