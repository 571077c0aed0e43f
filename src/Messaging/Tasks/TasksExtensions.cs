using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Messaging.Tasks;

/// <summary>Registration of what tasks need on any store.</summary>
public static class TasksExtensions
{
    /// <summary>Adds <see cref="TaskOptions"/>, checked when the host starts, and <see cref="TaskCatalog"/>. Libraries with a store call it.</summary>
    public static OptionsBuilder<TaskOptions> AddTaskOptions(this IServiceCollection services)
    {
        services.TryAddSingleton<TaskCatalog>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TaskOptions>, TaskOptionsValidator>());
        return services.AddOptions<TaskOptions>().ValidateOnStart();
    }
}
