using Messaging.EntityFrameworkCore;
using Messaging.Schedules;
using Messaging.Tasks;
using Orders.Contracts;
using Orders.Service.Persistence;
using Orders.Service.Workflow;

namespace Orders.Service.Tasks;

/// <summary>Registers the commands that are tasks, and what enqueues them by the clock.</summary>
internal static class OrdersTasksExtensions
{
    /// <summary>The daily report, at 09:00.</summary>
    public const string DailyReport = "daily-report";

    /// <summary>The clean-up, at every full hour.</summary>
    public const string CleanUp = "clean-up";

    /// <summary>Declares tasks with their queues, and schedules; the sections <c>Tasks</c> and <c>Schedules</c> change them.</summary>
    public static IServiceCollection AddOrdersTasks(this IServiceCollection services)
    {
        services.AddTransactionalTasks<OrdersDbContext>(tasks => tasks
            .Declare<SendEmail>(Queues.Email)
            .Declare<ProcessData>(Queues.Data)
            .Declare<ReportDay>(Queues.Maintenance)
            .Declare<Contracts.CleanUp>(Queues.Maintenance));
        services.AddOptions<TaskOptions>().BindStrictly("Tasks");
        services.AddTransactionalSchedules<OrdersDbContext>(schedules => schedules
            .Add(DailyReport, new ScheduleSettings { Cron = "0 9 * * *" }, plannedAt => new ReportDay(plannedAt))
            .Add(CleanUp, new ScheduleSettings { Cron = "0 * * * *", Missed = MissedOccurrences.Skip }, plannedAt => new Contracts.CleanUp(plannedAt)));
        services.AddOptions<ScheduleOptions>()
            .Configure<IConfiguration>((schedules, configuration) => configuration.GetSection("Schedules").BindStrictly(schedules.Settings));
        return services;
    }
}
