using System.Reflection;
using System.Text.RegularExpressions;

namespace Orders.Service.Tests.Architecture;

/// <summary>Who may know whom: what the projects declare, and what the built assemblies really use.</summary>
public sealed partial class WhoKnowsWhomTests
{
    private const string Contracts = "Orders.Contracts";
    private const string Service = "Orders.Service";

    public static TheoryData<string> Libraries => [.. Sources.MessagingProjects];

    public static TheoryData<string> NotOfTheDomain => ["MassTransit", "Microsoft.EntityFrameworkCore", "Npgsql", "Messaging.EntityFrameworkCore", "TimeProvider", "ILogger", "HttpContext"];

    [Fact]
    public void Contracts_reference_nothing_at_all()
    {
        Sources.ProjectReferences(Contracts).ShouldBeEmpty();
        Sources.PackageReferences(Contracts).ShouldBeEmpty();
    }

    [Fact]
    public void The_shared_library_references_MassTransit_and_nothing_else()
    {
        Sources.ProjectReferences(Sources.Shared).ShouldBeEmpty();
        Sources.PackageReferences(Sources.Shared).ShouldBe(["MassTransit"]);
    }

    [Fact]
    public void There_are_libraries_to_look_at() =>
        Sources.MessagingProjects.Count().ShouldBeGreaterThanOrEqualTo(3);

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_library_of_messaging_references_the_shared_one_and_no_sibling(string library) =>
        Sources.ProjectReferences(library).ShouldBe([Sources.Shared]);

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_library_of_messaging_uses_no_sibling_and_nothing_of_the_service(string library) =>
        UsedBy(library).Where(name => Sources.Projects.Contains(name)).ShouldBe([Sources.Shared]);

    [Fact]
    public void The_service_uses_no_client_of_a_broker() =>
        UsedBy(Service).ShouldNotContain(name => name.StartsWith("RabbitMQ.", StringComparison.Ordinal) || name.StartsWith("Confluent.", StringComparison.Ordinal)
            || name.StartsWith("StackExchange.Redis", StringComparison.Ordinal));

    [Fact]
    public void The_service_writes_no_SQL_for_the_tables_of_messaging() =>
        Sources.Files($"src/{Service}").Where(file => TableOfMessaging().IsMatch(Sources.Read(file))).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(NotOfTheDomain))]
    public void The_domain_knows_no_database_no_bus_and_no_clock(string name)
    {
        var domain = Sources.Files($"src/{Service}/Domain").ToList();
        domain.ShouldNotBeEmpty();
        domain.Where(file => Regex.IsMatch(Sources.Read(file), $@"\b{Regex.Escape(name)}\b", RegexOptions.NonBacktracking)).ShouldBeEmpty();
    }

    [Fact]
    public void What_SQL_for_messaging_looks_like_is_recognized()
    {
        TableOfMessaging().IsMatch("select id from messaging.outbox_message").ShouldBeTrue();
        TableOfMessaging().IsMatch("delete from messaging_dead_letter").ShouldBeTrue();
        TableOfMessaging().IsMatch("using Messaging.Outbox;").ShouldBeFalse();
    }

    // The compiler writes down the assemblies that the code uses, not those that it could.
    private static IEnumerable<string> UsedBy(string project) =>
        Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, $"{project}.dll")).GetReferencedAssemblies().Select(name => name.Name!);

    [GeneratedRegex(@"\b""?messaging""?[._]""?(outbox_message|outbox_lease|outbox_relay|inbox_message|parked_message|dead_letter|schedule|task|audit)\b", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex TableOfMessaging();
}
