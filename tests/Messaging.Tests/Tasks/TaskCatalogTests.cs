using Messaging.Tasks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Tests.Tasks;

/// <summary>Where a task goes and how it is treated, by code and configuration.</summary>
public sealed class TaskCatalogTests
{
    [Theory]
    [InlineData(null, null, "home")]
    [InlineData("CrunchNumbers", null, "other")]
    [InlineData("crunchnumbers", null, "other")]
    [InlineData("Messaging.Tests.Tasks.TaskCatalogTests+CrunchNumbers", null, "other")]
    [InlineData("Crunch*", null, "other")]
    [InlineData("*", null, "other")]
    [InlineData("*Numbers", null, "other")]
    [InlineData("Messaging.Tests.*", null, "other")]
    [InlineData("Shred*", null, "home")]
    [InlineData("Crunch*", "*", "other")]
    [InlineData("Messaging.Tests.Tasks.*", "Messaging.*", "other")]
    [InlineData("CrunchNumbers", "Messaging.Tests.Tasks.TaskCatalogTests*", "other")]
    public void A_route_of_the_configuration_wins_over_the_declared_queue_an_exact_one_over_a_pattern_and_a_longer_one_over_a_shorter(
        string? toOther, string? toThird, string queue)
    {
        var settings = new Dictionary<string, string?>();
        if (toOther is not null)
            settings[$"Routes:{toOther}"] = "other";
        if (toThird is not null)
            settings[$"Routes:{toThird}"] = "third";

        Catalog(settings).Find("CrunchNumbers")!.Queue.ShouldBe(queue);
    }

    [Fact]
    public void What_is_set_for_one_type_is_its_own_and_the_rest_is_as_for_all()
    {
        var catalog = Catalog(new Dictionary<string, string?>
        {
            ["MaxRetries"] = "7",
            ["MaxCountDown"] = "02:00:00",
            ["Types:crunchNumbers:MaxRetries"] = "1",
            ["Types:crunchNumbers:CountDown"] = "00:00:05",
            ["Types:crunchNumbers:SoftTimeLimit"] = "00:00:09",
            ["Types:ShredPaper:MaxCountDown"] = "00:03:00",
        });

        catalog.Find(typeof(CrunchNumbers)).ShouldBe(new TaskDeclaration(
            typeof(CrunchNumbers), "CrunchNumbers", "home", 1, TimeSpan.FromSeconds(5), TimeSpan.FromHours(2), TimeSpan.FromSeconds(9)));
        catalog.Find(typeof(ShredPaper)).ShouldBe(new TaskDeclaration(
            typeof(ShredPaper), "ShredPaper", "home", 7, TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(4)));
    }

    private static TaskCatalog Catalog(IDictionary<string, string?> settings)
    {
        var services = new ServiceCollection().Configure<TaskOptions>(tasks => tasks
            .Declare<CrunchNumbers>("home").Declare<ShredPaper>("home").DeclareQueue("other").DeclareQueue("third"));
        services.Configure<TaskOptions>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        return new TaskCatalog(services.BuildServiceProvider().GetRequiredService<Microsoft.Extensions.Options.IOptions<TaskOptions>>());
    }

    private sealed record CrunchNumbers;

    private sealed record ShredPaper;
}
