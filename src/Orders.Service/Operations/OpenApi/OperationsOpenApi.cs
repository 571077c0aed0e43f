using System.Net.Mime;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Orders.Service.Operations.OpenApi;

/// <summary>What the OpenAPI document can't learn from handlers that read queries and bodies by hand.</summary>
internal static class OperationsOpenApi
{
    /// <summary>Describes parameters of the query; all are optional.</summary>
    public static RouteHandlerBuilder WithParameters(this RouteHandlerBuilder endpoint, params (string Name, string Description)[] parameters) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            foreach (var (name, description) in parameters)
            {
                (operation.Parameters ??= []).Add(new OpenApiParameter
                {
                    Name = name, In = ParameterLocation.Query, Description = description, Schema = new OpenApiSchema { Type = name == "limit" ? JsonSchemaType.Integer : JsonSchemaType.String },
                });
            }

            return Task.CompletedTask;
        });

    /// <summary>An example of the answer.</summary>
    public static RouteHandlerBuilder WithExample(this RouteHandlerBuilder endpoint, string json) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            if (operation.Responses?.TryGetValue("200", out var response) is true && response.Content?.TryGetValue(MediaTypeNames.Application.Json, out var content) is true)
                content.Example = JsonNode.Parse(json);
            return Task.CompletedTask;
        });

    /// <summary>An example of the body.</summary>
    public static RouteHandlerBuilder WithBody(this RouteHandlerBuilder endpoint, string json, bool required = false) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = required,
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    [MediaTypeNames.Application.Json] = new() { Example = JsonNode.Parse(json), Schema = new OpenApiSchema { Type = JsonSchemaType.Object } },
                },
            };
            return Task.CompletedTask;
        });
}
