using Messaging.EntityFrameworkCore.Tests.Tasks;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests.Operations;

public sealed class Audited_actions_on_PostgreSQL : AuditedActionsContract
{
    protected override IReadOnlyList<string> BreakAudit =>
    [
        "create function messaging.refuse() returns trigger language plpgsql as $$ begin raise exception 'no audit'; end $$",
        "create trigger refuse before insert on messaging.audit for each row execute function messaging.refuse()",
    ];

    protected override Task<Action<DbContextOptionsBuilder>> DatabaseAsync() => TaskDatabase.PostgresAsync();
}
