using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Orders.Service.Persistence;
using Orders.Service.Workflow;

namespace Orders.Service.Tests.Workflow;

public class RehearsalTests
{
    [Fact]
    public async Task A_rehearsal_leaves_no_row()
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var fixture = await WorkflowFixture.StartAsync(withConsumers: false);

        await fixture.InScopeAsync(async services =>
        {
            await services.GetRequiredService<Rehearsal>().RunAsync(cancelled);
            return true;
        });

        var left = await fixture.InScopeAsync(services => services.GetRequiredService<OrdersDbContext>().Orders.CountAsync(cancelled));
        left.ShouldBe(0);
    }
}
