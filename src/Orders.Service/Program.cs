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
using Orders.Service.Streams;
using Orders.Service.Tasks;
using Orders.Service.Worker;
using Orders.Service.Workflow;

var command = Commands.Of(args);
if (command is "health")
    return await HealthProbe.RunAsync(Environment.GetEnvironmentVariable("ASPNETCORE_HTTP_PORTS"), Console.Out);
if (command is not (null or "migrate" or "worker"))
    return Commands.WrongUsage(command);
var (consumed, wrong) = command is "worker" ? WorkerCommand.Read(args[1..]) : (ConsumedQueues.All, null);
if (wrong is not null)
    return Commands.WrongArguments(wrong);

// Its settings lie beside the executable, wherever it is started from.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
Servers servers;
try
{
    servers = Servers.From(builder.Configuration, builder.Environment);
}
catch (MissingConnectionStringException exception)
{
    return Commands.Failed(exception);
}

using (servers)
{
    builder.AddOrdersTelemetry();
    builder.Services
        .AddTransactionalMessagingServices()
        .AddOrdersPersistence(servers.Database, transactional: true)
        .AddPayments()
        .AddStreams()
        .AddWorkflow()
        .AddEmail(servers.EmbeddedFolder)
        .AddOrdersTasks()
        .AddQueueWatch(servers.RabbitMq)
        .AddOrdersHttp()
        .AddOperations()
        .AddOrdersBus(servers, consumed);
    var health = builder.Services.AddOrdersHealth().AddRabbitMqHealth();
    _ = consumed.AreAll ? health.AddKafkaHealth() : health.ListenAsWorker(builder);
    if (builder.Environment.IsDevelopment() || builder.Configuration.GetValue("Database:MigrateOnStart", false))
        builder.Services.AddHostedService<MigrationService>();
    builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(25));

    await using var app = builder.Build();
    foreach (var warning in servers.Warnings)
        ServersLog.Embedded(app.Logger, warning);
    if (command is "migrate")
        return await Commands.MigrateAsync(app.Services);

    app.UseProblems();
    app.MapOrdersHealth();
    if (command is null)
        app.MapOrders().MapOperations().MapOrdersReference();
    await app.RunAsync();
    return 0;
}
