using Microsoft.Extensions.Options;

namespace Orders.Service.Email;

/// <summary>Registers who delivers e-mails.</summary>
internal static class EmailExtensions
{
    /// <summary>Writes e-mails to <see cref="EmailOptions.Folder"/>, or to the embedded installation's, or only tells the log of them.</summary>
    public static IServiceCollection AddEmail(this IServiceCollection services, string? embeddedFolder = null)
    {
        services.AddOptions<EmailOptions>().BindStrictly("Email");
        services.AddSingleton<LoggingEmailSender>();
        services.AddSingleton<IEmailSender>(provider =>
            (provider.GetRequiredService<IOptions<EmailOptions>>().Value.Folder ?? (embeddedFolder is null ? null : Path.Combine(embeddedFolder, "email"))) is { Length: > 0 } folder
                ? new FolderEmailSender(folder, provider.GetRequiredService<TimeProvider>())
                : provider.GetRequiredService<LoggingEmailSender>());
        return services;
    }
}
