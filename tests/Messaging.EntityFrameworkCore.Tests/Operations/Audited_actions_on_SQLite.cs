using Messaging.EntityFrameworkCore.Tests.Tasks;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests.Operations;

public sealed class Audited_actions_on_SQLite : AuditedActionsContract
{
    protected override IReadOnlyList<string> BreakAudit => ["create trigger refuse before insert on messaging_audit begin select raise(abort, 'no audit'); end"];

    protected override Task<Action<DbContextOptionsBuilder>> DatabaseAsync() => Task.FromResult(TaskDatabase.Sqlite());
}
