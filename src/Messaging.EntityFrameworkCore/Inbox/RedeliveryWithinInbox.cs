using Messaging.Failures;
using Microsoft.Extensions.Options;

namespace Messaging.EntityFrameworkCore.Inbox;

/// <summary>A copy that comes after the inbox has forgotten the first one would take effect again, so the window must exceed the last redelivery.</summary>
internal sealed class RedeliveryWithinInbox(IOptions<FailureOptions> failures) : IValidateOptions<TransactionalMessagingOptions>
{
    public ValidateOptionsResult Validate(string? name, TransactionalMessagingOptions options)
    {
        var horizon = TimeSpan.FromTicks(failures.Value.Ladder.Sum(delay => delay.Ticks));
        if (horizon < TimeSpan.FromDays(options.InboxDays))
            return ValidateOptionsResult.Success;
        return ValidateOptionsResult.Fail(
            $"InboxDays is {options.InboxDays}, but a message that fails is redelivered up to {horizon} after its first delivery (Failures:Redelivery), when the inbox has forgotten it: it could take effect twice. Set InboxDays to {(int)horizon.TotalDays + 1} or more, or shorten Failures:Redelivery.");
    }
}
