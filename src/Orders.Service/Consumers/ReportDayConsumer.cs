using MassTransit;
using Messaging.Tasks;
using Microsoft.EntityFrameworkCore;
using Orders.Contracts;
using Orders.Service.Persistence;

namespace Orders.Service.Consumers;

/// <summary>The daily report: the orders of a day by the state they are in. Its result is kept with the task, and written to the log.</summary>
internal sealed partial class ReportDayConsumer(OrdersDbContext database, ILogger<ReportDayConsumer> logger) : IConsumer<ReportDay>
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public async Task Consume(ConsumeContext<ReportDay> context)
    {
        var until = context.Message.Until.ToUniversalTime();
        var since = until - Day;
        var counts = await database.Orders.AsNoTracking()
            .Where(order => order.SubmittedAt >= since && order.SubmittedAt < until)
            .GroupBy(order => order.Status)
            .Select(group => new { Status = group.Key, Orders = group.Count() })
            .ToListAsync(context.CancellationToken);
        var byStatus = Enum.GetValues<OrderStatus>().ToDictionary(
            status => status.ToString(), status => counts.SingleOrDefault(count => count.Status == status)?.Orders ?? 0, StringComparer.Ordinal);
        context.SetTaskResult(new { Since = since, Until = until, Orders = byStatus });
        Reported(logger, since, until, string.Join(", ", byStatus.Select(count => $"{count.Value} {count.Key}")));
    }

    [LoggerMessage(1210, LogLevel.Information, "Orders from {Since:O} to {Until:O}: {Counts}", EventName = "DailyReport")]
    private static partial void Reported(ILogger logger, DateTimeOffset since, DateTimeOffset until, string counts);
}
