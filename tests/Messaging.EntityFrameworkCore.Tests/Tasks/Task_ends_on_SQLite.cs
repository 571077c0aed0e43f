namespace Messaging.EntityFrameworkCore.Tests.Tasks;

public sealed class Task_ends_on_SQLite(SqliteTaskHost fixture) : TaskEndsContract(fixture), IClassFixture<SqliteTaskHost>;
