using System.Collections;
using Microsoft.Extensions.Options;

namespace Orders.Service;

/// <summary>A setting that is misspelt or can't be read ends the service at its start, with a line that names it.</summary>
internal static class StrictSettings
{
    // Without it the binder leaves out entries of a dictionary that it can't read.
    private static readonly Action<BinderOptions> Strict = binder => binder.ErrorOnUnknownConfiguration = true;

    /// <summary>Binds a section of the configuration, and refuses what <typeparamref name="T"/> has no property for.</summary>
    public static OptionsBuilder<T> BindStrictly<T>(this OptionsBuilder<T> options, string section)
        where T : class =>
        options.Configure<IConfiguration>((_, configuration) => RefuseUnknown<T>(configuration.GetSection(section)))
            .BindConfiguration(section, Strict).ValidateOnStart();

    /// <summary>The same with a section and an object of one's own.</summary>
    public static void BindStrictly<T>(this IConfigurationSection section, T target)
        where T : class
    {
        RefuseUnknown<T>(section);
        section.Bind(target, Strict);
    }

    /// <summary>What is wrong with the settings, a line each; <see langword="null"/>: the failure is about something else.</summary>
    public static string? Complaint(Exception exception) => exception switch
    {
        // MassTransit wraps what was thrown while it built the bus.
        _ when exception.GetBaseException() is OptionsValidationException refused => string.Join(Environment.NewLine, refused.Failures),
        // One that was met inside of a dictionary is wrapped.
        InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" } unreadable =>
            (unreadable.InnerException as InvalidOperationException ?? unreadable).Message,
        _ => null,
    };

    private static void RefuseUnknown<T>(IConfigurationSection section)
    {
        var errors = Unknown(section, typeof(T)).ToList();
        if (errors.Count > 0)
            throw new OptionsValidationException(section.Path, typeof(T), errors);
    }

    private static IEnumerable<string> Unknown(IConfigurationSection section, Type type)
    {
        // The names in a dictionary are the user's own.
        if (IsDictionary(type))
            return section.GetChildren().SelectMany(child => Unknown(child, type.GetGenericArguments()[1]));
        if (typeof(IEnumerable).IsAssignableFrom(type) || type.IsValueType || type == typeof(Uri))
            return [];
        var known = type.GetProperties().Where(property => property.CanWrite || IsDictionary(property.PropertyType))
            .ToDictionary(property => property.Name, property => property.PropertyType, StringComparer.OrdinalIgnoreCase);
        return section.GetChildren().SelectMany(child => known.TryGetValue(child.Key, out var inner)
            ? Unknown(child, inner)
            : [$"{child.Path} is no setting. {section.Path} has {string.Join(", ", known.Keys.Order(StringComparer.Ordinal))}."]);
    }

    private static bool IsDictionary(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IDictionary<,>);
}
