namespace Messaging.Tasks;

/// <summary>A declared task with the settings that apply to it.</summary>
/// <param name="Type">The command's type.</param>
/// <param name="Name">Its name without namespace.</param>
/// <param name="Queue">Where it goes unless the caller says otherwise.</param>
/// <param name="MaxRetries">See <see cref="TaskOptions.MaxRetries"/>.</param>
/// <param name="CountDown">See <see cref="TaskOptions.CountDown"/>.</param>
/// <param name="MaxCountDown">See <see cref="TaskOptions.MaxCountDown"/>.</param>
/// <param name="SoftTimeLimit">See <see cref="TaskOptions.SoftTimeLimit"/>.</param>
/// <param name="HardTimeLimit">See <see cref="TaskOptions.HardTimeLimit"/>.</param>
public sealed record TaskDeclaration(
    Type Type, string Name, string Queue, int MaxRetries, TimeSpan CountDown, TimeSpan MaxCountDown, TimeSpan SoftTimeLimit,
    TimeSpan? HardTimeLimit = null);
