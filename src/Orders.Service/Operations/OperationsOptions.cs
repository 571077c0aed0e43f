using System.ComponentModel.DataAnnotations;

namespace Orders.Service.Operations;

/// <summary>Settings of the operations API, section <c>Operations</c>.</summary>
internal sealed class OperationsOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Operations";

    /// <summary>What callers of <c>/ops/api</c> send as <c>Authorization: Bearer</c>.</summary>
    /// <value>Unset: each process makes one for itself and prints it at start. Set it where there is more than one process. 16-200 visible ASCII characters.</value>
    [RegularExpression("[!-~]{16,200}", ErrorMessage = "Operations:Token must have 16 to 200 visible ASCII characters.")]
    public string? Token { get; set; }

    /// <summary>How many dead letters one request may act on.</summary>
    /// <value>The default is 1,000.</value>
    [Range(1, 1_000)]
    public int BulkLimit { get; set; } = 1_000;
}
