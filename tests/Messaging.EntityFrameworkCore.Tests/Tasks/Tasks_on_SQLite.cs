namespace Messaging.EntityFrameworkCore.Tests.Tasks;

public sealed class Tasks_on_SQLite(SqliteTaskHost fixture) : TaskContract(fixture), IClassFixture<SqliteTaskHost>;
