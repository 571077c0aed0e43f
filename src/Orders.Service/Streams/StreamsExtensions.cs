namespace Orders.Service.Streams;

/// <summary>Registers what writes to topics.</summary>
internal static class StreamsExtensions
{
    /// <summary>Adds the writers of both topics; the rider brings their producers.</summary>
    public static IServiceCollection AddStreams(this IServiceCollection services) => services
        .AddScoped<IOrderEvents, TopicOrderEvents>()
        .AddScoped<IPaymentEvents, TopicPaymentEvents>();
}
