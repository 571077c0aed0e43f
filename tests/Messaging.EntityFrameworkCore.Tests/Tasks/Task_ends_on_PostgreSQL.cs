namespace Messaging.EntityFrameworkCore.Tests.Tasks;

public sealed class Task_ends_on_PostgreSQL(PostgresTaskHost fixture) : TaskEndsContract(fixture), IClassFixture<PostgresTaskHost>;
