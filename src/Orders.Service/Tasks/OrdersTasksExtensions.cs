using Messaging.EntityFrameworkCore;
using Messaging.Tasks;
using Orders.Contracts;
using Orders.Service.Persistence;
using Orders.Service.Workflow;

namespace Orders.Service.Tasks;

/// <summary>Registers the commands that are tasks.</summary>
internal static class OrdersTasksExtensions
{
    /// <summary>Declares the tasks with their queues; section <c>Tasks</c> changes routes, retries and limits.</summary>
    public static IServiceCollection AddOrdersTasks(this IServiceCollection services)
    {
        services.AddTransactionalTasks<OrdersDbContext>(tasks => tasks
            .Declare<SendEmail>(Queues.Email)
            .Declare<ProcessData>(Queues.Data));
        services.AddOptions<TaskOptions>().BindConfiguration("Tasks");
        return services;
    }
}
