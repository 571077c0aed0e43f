using Messaging.Redis.Worker;
using Microsoft.Extensions.Hosting;

using var host = WorkerHost.Build(WorkerOptions.FromEnvironment());
await host.RunAsync();
