using Microsoft.Extensions.Options;

namespace Orders.Service.Payments;

/// <summary>Checks the ranges that the options declare; generated at build time.</summary>
[OptionsValidator]
internal sealed partial class PaymentOptionsValidator : IValidateOptions<PaymentOptions>;
