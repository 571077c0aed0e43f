namespace Messaging.EntityFrameworkCore.Tests.Tasks;

public sealed class Tasks_left_out_on_SQLite(SqliteTaskHost fixture) : TaskLeftOutContract(fixture), IClassFixture<SqliteTaskHost>
{
    protected override string Table => "messaging_task";

    protected override string Inbox => "messaging_inbox_message";
}
