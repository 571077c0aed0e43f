using Messaging.EntityFrameworkCore;
using Orders.Service;
using Orders.Service.Bus;
using Orders.Service.Email;
using Orders.Service.Http;
using Orders.Service.Http.Errors;
using Orders.Service.Monitoring;
using Orders.Service.Operations;
using Orders.Service.Payments;
using Orders.Service.Persistence;
using Orders.Service.Redis;
using Orders.Service.Simulation;
using Orders.Service.Streams;
using Orders.Service.Tasks;
using Orders.Service.Worker;
using Orders.Service.Workflow;

var command = Commands.Of(args);
if (command is "health")
    return await HealthProbe.RunAsync(Environment.GetEnvironmentVariable("ASPNETCORE_HTTP_PORTS"), Console.Out);
if (command is not (null or "migrate" or "check" or "worker") || !Checks.CanRead(command, args))
    return Commands.WrongUsage(args);
if (WorkerCommand.Queues(command, args) is not { } consumed)
    return Commands.Misused;

// Its settings lie beside the executable, wherever it is started from.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
if (Commands.FindServers(builder) is not { } servers)
    return Commands.HasFailed;

try
{
    using var owned = servers;
    builder.AddOrdersTelemetry();
    builder.Services
        .AddTransactionalMessagingServices()
        .AddOrdersPersistence(servers.Database, transactional: true)
        .AddPayments()
        .AddStreams()
        .AddWorkflow()
        .AddEmail(servers.EmbeddedFolder)
        .AddOrdersTasks()
        .AddOrdersHttp()
        .AddOperations()
        .AddOrdersRedis(servers.Redis)
        .AddSimulation(builder.IsSimulationEnabled())
        .AddOrderMetrics()
        .AddOrdersBus(servers, consumed)
        .AddOrdersChecks(servers, logAside: command is "check");
    builder.Services.AddOrdersHealth().AddRabbitMqHealth().AddKafkaHealth(consumed.AreAll).AddRedisHealth(servers.Redis).AddQueueWatch(servers.RabbitMq);
    builder.ListenAs(consumed);
    builder.MigrateAtStart();
    builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(25));

    await using var app = builder.Build();
    servers.Warn(app.Logger);
    if (command is "migrate" or "check")
        return await (command is "migrate" ? Commands.MigrateAsync(app.Services) : Checks.RunAsync(app.Services, args, Console.Out));

    app.UseProblems();
    app.MapOrdersHealth();
    if (command is null)
        app.MapOrders().MapOperations().MapOrdersReference();
    await app.RunAsync();
    return 0;
}
catch (Exception exception) when (StrictSettings.Complaint(exception) is { } complaint)
{
    return Commands.Refuse(complaint);
}
