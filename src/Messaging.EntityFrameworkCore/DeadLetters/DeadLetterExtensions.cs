using Messaging.DeadLetters;
using Messaging.EntityFrameworkCore.Operations;
using Messaging.EntityFrameworkCore.Postgres;
using Messaging.EntityFrameworkCore.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Messaging.EntityFrameworkCore.DeadLetters;

/// <summary>Registration.</summary>
internal static class DeadLetterExtensions
{
    /// <summary>Adds the store of dead letters. Of several contexts the first one has it.</summary>
    public static void AddDeadLetters<TDbContext>(this IServiceCollection services)
        where TDbContext : DbContext
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IDeadLetterDatabase, PostgresDeadLetterDatabase>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IDeadLetterDatabase, SqliteDeadLetterDatabase>());
        services.TryAddSingleton<IDeadLetterStore, DeadLetterStore<TDbContext>>();
        services.AddOperationsOf<TDbContext>();
    }
}
