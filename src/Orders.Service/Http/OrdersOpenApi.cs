using System.Globalization;
using System.Net.Mime;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Orders.Contracts;
using Orders.Service.Http.Idempotency;
using Orders.Service.Http.Streaming;

namespace Orders.Service.Http;

/// <summary>What the OpenAPI document can't learn from the handlers: parameters and bodies read by hand, and examples.</summary>
internal static class OrdersOpenApi
{
    private const string ExampleId = "01980a3e-5b7c-7d2f-9a41-6c0e2b8d4f10";

    public static Task DescribeSubmitAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        AddParameter(operation, IdempotencyKey.HeaderName, ParameterLocation.Header, "The same key and body get the same answer for 24 hours.", new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            MinLength = 1,
            MaxLength = 255,
            Pattern = "^[!-~]+$",
        });
        if (operation.RequestBody?.Content?.TryGetValue(MediaTypeNames.Application.Json, out var body) is true)
        {
            body.Example = JsonNode.Parse(
                """{"customerId":"customer-1","lines":[{"sku":"SKU-001","quantity":2,"unitPrice":19.90},{"sku":"SKU-002","quantity":1,"unitPrice":5}]}""");
        }

        Example(operation, "202", $$"""{"orderId":"{{ExampleId}}","status":"Submitted"}""");
        return Task.CompletedTask;
    }

    public static Task DescribeGetAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        Example(
            operation,
            "200",
            $$"""
            {"orderId":"{{ExampleId}}","customerId":"customer-1","status":"StockReserved","version":2,"total":44.80,
             "lines":[{"sku":"SKU-001","quantity":2,"unitPrice":19.90},{"sku":"SKU-002","quantity":1,"unitPrice":5}],
             "history":[{"version":1,"status":"Submitted","at":"2026-01-02T03:04:05.678901Z"},{"version":2,"status":"StockReserved","at":"2026-01-02T03:04:06.1Z"}]}
            """);
        return Task.CompletedTask;
    }

    public static Task DescribeListAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        AddParameter(operation, ListOrdersQuery.StatusName, ParameterLocation.Query, "Only orders with this status.", new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Enum = [.. Enum.GetNames<OrderStatus>().Select(name => (JsonNode)name)],
        });
        AddParameter(operation, ListOrdersQuery.LimitName, ParameterLocation.Query, "How many at most.", new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Minimum = "1",
            Maximum = ListOrdersQuery.HighestLimit.ToString(CultureInfo.InvariantCulture),
            Default = ListOrdersQuery.DefaultLimit,
        });
        AddParameter(
            operation, ListOrdersQuery.AfterName, ParameterLocation.Query, "The `next` of the page before.", new OpenApiSchema { Type = JsonSchemaType.String });
        Example(
            operation,
            "200",
            $$"""
            {"items":[{"orderId":"{{ExampleId}}","customerId":"customer-1","status":"Rejected","version":2,"total":44.80,
             "reason":"Too little stock of LIMITED-EDITION.","submittedAt":"2026-01-02T03:04:05.678901Z"}],"next":null}
            """);
        return Task.CompletedTask;
    }

    public static Task DescribeStreamAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        AddParameter(operation, StreamOrder.LastEventId, ParameterLocation.Header, "Only what came after this version.", new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Minimum = "1",
        });
        return Task.CompletedTask;
    }

    public static Task DescribeCancelAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        Example(operation, "202", $$"""{"orderId":"{{ExampleId}}","status":"Cancelled"}""");
        return Task.CompletedTask;
    }

    private static void AddParameter(
        OpenApiOperation operation, string name, ParameterLocation location, string description, OpenApiSchema schema) =>
        (operation.Parameters ??= []).Add(
            new OpenApiParameter { Name = name, In = location, Description = description, Schema = schema });

    private static void Example(OpenApiOperation operation, string status, string json)
    {
        if (operation.Responses?.TryGetValue(status, out var response) is true
            && response.Content?.TryGetValue(MediaTypeNames.Application.Json, out var content) is true)
        {
            content.Example = JsonNode.Parse(json);
        }
    }
}
