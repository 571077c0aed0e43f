namespace Messaging.EntityFrameworkCore.Tests.Tasks;

public sealed class Tasks_on_PostgreSQL(PostgresTaskHost fixture) : TaskContract(fixture), IClassFixture<PostgresTaskHost>;
