using Microsoft.Extensions.Options;

namespace Orders.Service.Payments;

/// <summary>Registers payments.</summary>
internal static class PaymentsExtensions
{
    /// <summary>Adds the simulated provider. A real one replaces <see cref="IPaymentProvider"/>.</summary>
    public static IServiceCollection AddPayments(this IServiceCollection services)
    {
        services.AddOptions<PaymentOptions>().BindStrictly(PaymentOptions.Section);
        services.AddSingleton<IValidateOptions<PaymentOptions>, PaymentOptionsValidator>();
        services.AddScoped<IPaymentProvider, SimulatedPaymentProvider>();
        return services;
    }
}
