using MassTransit;
using Messaging.Tasks;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tests.Tasks.FromCelery;

/// <summary>The code of <c>docs/from-celery.md</c> is the code of this folder, and runs.</summary>
public sealed class FromCeleryTests
{
    [Fact]
    public void The_document_shows_the_code_that_runs_here()
    {
        var root = Root();
        var here = Directory.GetFiles(Path.Combine(root, "tests/Messaging.EntityFrameworkCore.Tests/Tasks/FromCelery"), "*.cs").Select(File.ReadAllText).ToList();
        var blocks = File.ReadAllText(Path.Combine(root, "docs/from-celery.md")).Split("```csharp\n").Skip(1).Select(part => part.Split("```")[0]).ToList();

        blocks.Count.ShouldBe(2);
        foreach (var declaration in blocks.SelectMany(block => block.Split("\n\npublic sealed ", StringSplitOptions.None)))
            here.ShouldContain(file => file.Contains(declaration.Trim(), StringComparison.Ordinal), declaration);
    }

    [Fact]
    public async Task The_code_of_the_document_runs()
    {
        await using var host = await TaskHost.StartAsync(
            TaskDatabase.Sqlite(), tasks => tasks.Declare<ResizePicture>("pictures"),
            transport: bus =>
            {
                bus.AddConsumer<ResizePictureConsumer>().Endpoint(endpoint => endpoint.Name = "pictures");
                bus.UsingInMemory((context, memory) => memory.ConfigureEndpoints(context));
            });
        Guid id;
        await using (var scope = host.Services.CreateAsyncScope())
        {
            var pictures = new Pictures(scope.ServiceProvider.GetRequiredService<ITaskQueue>(), scope.ServiceProvider.GetRequiredService<SampleContext>());
            id = await pictures.UploadAsync(Guid.NewGuid(), TestContext.Current.CancellationToken);
        }

        var task = await host.UntilAsync(id, TaskState.Succeeded);
        task.Attempts.ShouldBe(2);
        task.Result.ShouldBe("""{"width":5000}""");
        var other = (await host.Tasks.ListAsync(new TaskSearch(), TestContext.Current.CancellationToken)).Single(one => one.Id != id);
        (await host.UntilAsync(other.Id, TaskState.Succeeded)).Attempts.ShouldBe(1);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
            folder = folder.Parent;
        return folder.ShouldNotBeNull().FullName;
    }
}
