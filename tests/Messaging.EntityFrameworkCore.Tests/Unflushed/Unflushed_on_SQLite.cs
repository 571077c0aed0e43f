using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests.Unflushed;

public sealed class Unflushed_on_SQLite : UnflushedContract
{
    protected override string Refusals =>
        """
        create trigger refuse_insert before insert on "Notes" when new."Text" = 'Insert' begin select raise(abort, 'refused, as asked'); end;
        create trigger refuse_flush before insert on messaging_outbox_message when instr(cast(new.body as text), 'Flush by') > 0
            begin select raise(abort, 'refused, as asked'); end;
        create table refused_parent (id integer primary key);
        create table refused (id integer references refused_parent deferrable initially deferred);
        create trigger refuse_commit after insert on "Notes" when new."Text" = 'Commit' begin insert into refused values (1); end;
        """;

    protected override Task<Action<DbContextOptionsBuilder>> DatabaseAsync()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("messaging").FullName, "sample.db");
        return Task.FromResult<Action<DbContextOptionsBuilder>>(options => options.UseSqlite($"Data Source={file}"));
    }
}
