using System.Reflection;
using MassTransit;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>One context object in many scopes, each with messages of its own. The contract on PostgreSQL runs on a pool, too.</summary>
public sealed class PooledContextTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private SampleDatabase _database = null!;
    private SampleHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await SampleDatabase.CreateAsync();
        _host = await SampleHost.StartAsync(options => options.UseNpgsql(_database.Direct));
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_context_sends_what_its_present_scope_published_and_nothing_of_the_last()
    {
        var seen = new Dictionary<DbContext, int>();
        var again = 0;
        for (var number = 0; number < 200; number++)
        {
            var text = $"note {number}";
            await _host.InScopeAsync(async (services, context) =>
            {
                again += seen.TryGetValue(context, out var before) && before % 2 == 1 ? 1 : 0;
                seen[context] = number;
                await services.GetRequiredService<IPublishEndpoint>().Publish(new NoteTaken(text));
                context.Notes.Add(new Note { Text = text });
                // Every other scope forgets to save.
                if (number % 2 == 0)
                    await context.SaveChangesAsync();
            });
        }

        again.ShouldBeGreaterThan(0, "a context never came back from the pool after a scope that forgot to save");
        await Eventually.BecomesTrueAsync(() => _host.Received.Texts.Count >= 100, Patience, "what was saved had come", TestContext.Current.CancellationToken);
        _host.Received.Texts.Order().ShouldBe(Enumerable.Range(0, 100).Select(number => $"note {2 * number}").Order());
    }

    [Fact]
    public void What_the_interceptors_of_a_scope_do_is_passed_on_to_them()
    {
        const BindingFlags own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly;
        static IEnumerable<string> Methods(Type type) => type.GetMethods(own).Select(method => method.ToString()!);

        Methods(typeof(OutboxInterceptor)).Concat(Methods(typeof(TransactionIdentityInterceptor))).Except(Methods(typeof(LentContexts))).ShouldBeEmpty();
    }
}
