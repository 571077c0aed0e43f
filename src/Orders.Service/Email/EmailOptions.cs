namespace Orders.Service.Email;

/// <summary>Settings of e-mails: configuration section <c>Email</c>.</summary>
internal sealed class EmailOptions
{
    /// <summary>Where each e-mail is written to as <c>ID.eml</c>, for a mail server to pick up.</summary>
    /// <value>Unset: beside the embedded database, else nowhere, and only the log tells that there was one.</value>
    public string? Folder { get; set; }
}
