using MassTransit;

namespace Orders.Service.Workflow.Activities;

/// <summary>A step of the workflow that looks at the order, acts on it and says how it stands afterwards.</summary>
/// <typeparam name="TMessage">The event that leads to the step.</typeparam>
internal abstract class OrderActivity<TMessage> : IStateMachineActivity<OrderState, TMessage>
    where TMessage : class
{
    public void Probe(ProbeContext context) => context.CreateScope(GetType().Name);

    public void Accept(StateMachineVisitor visitor) => visitor.Visit(this);

    public async Task Execute(BehaviorContext<OrderState, TMessage> context, IBehavior<OrderState, TMessage> next)
    {
        await RunAsync(context);
        await next.Execute(context);
    }

    // There is nothing to undo: the transaction rolls back.
    public Task Faulted<TException>(
        BehaviorExceptionContext<OrderState, TMessage, TException> context, IBehavior<OrderState, TMessage> next)
        where TException : Exception => next.Faulted(context);

    /// <summary>Does the step under the order's row lock and sets <see cref="OrderState.OrderStatus"/>.</summary>
    protected abstract Task RunAsync(BehaviorContext<OrderState, TMessage> context);
}
