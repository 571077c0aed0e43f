using Messaging;

namespace Orders.Service.Http.Streaming;

/// <summary>Settings of <c>GET /orders/{id}/stream</c>: configuration section <c>OrderStream</c>.</summary>
internal sealed class OrderStreamOptions
{
    public const string Section = "OrderStream";

    /// <summary>How often the orders that are being read are looked up. Changes made by this process are seen at once.</summary>
    /// <value>1 second.</value>
    [TimeSpanRange("00:00:00.010", "00:05:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>After how long without a change a comment keeps the connection from being taken for dead.</summary>
    /// <value>15 seconds.</value>
    [TimeSpanRange("00:00:00.010", "00:05:00")]
    public TimeSpan CommentInterval { get; set; } = TimeSpan.FromSeconds(15);
}
