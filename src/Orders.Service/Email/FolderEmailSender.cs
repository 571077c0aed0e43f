using System.Globalization;
using System.Text;
using Orders.Contracts;

namespace Orders.Service.Email;

/// <summary>
/// Writes each e-mail to a file that appears whole, under its id: sent again, it replaces itself. RFC 5322, with text in UTF-8.
/// </summary>
internal sealed class FolderEmailSender(string folder, TimeProvider time) : IEmailSender
{
    public async Task SendAsync(Guid id, SendEmail email, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var target = Path.Combine(folder, $"{id:D}.eml");
        // Of this attempt alone: another one may be writing the same e-mail.
        var draft = Path.Combine(folder, $".{id:D}.{Guid.NewGuid():N}.tmp");
        await File.WriteAllTextAsync(draft, Text(id, email), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), cancellationToken);
        File.Move(draft, target, overwrite: true);
    }

    private string Text(Guid id, SendEmail email)
    {
        var body = Convert.ToBase64String(Encoding.UTF8.GetBytes(email.Body), Base64FormattingOptions.InsertLineBreaks);
        return string.Join("\r\n",
            $"Message-ID: <{id:D}@orders>",
            $"Date: {time.GetUtcNow().ToString("ddd, dd MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture)}",
            "From: orders@localhost",
            $"To: {Header(email.To)}",
            $"Subject: {Header(email.Subject)}",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: base64",
            "",
            body,
            "");
    }

    /// <summary>Anything but printable ASCII is encoded (RFC 2047), so that a line break in it can't begin another header.</summary>
    private static string Header(string value) =>
        value.All(character => character is >= ' ' and <= '~') && value.Length <= 200 && !value.Contains("=?", StringComparison.Ordinal)
            ? value
            : string.Join("\r\n ", Words(value).Select(word => $"=?utf-8?B?{Convert.ToBase64String(word)}?="));

    // An encoded word has at most 75 characters, and holds whole characters.
    private static IEnumerable<byte[]> Words(string value)
    {
        var word = new List<byte>();
        foreach (var rune in value.EnumerateRunes())
        {
            var bytes = Encoding.UTF8.GetBytes(rune.ToString());
            if (word.Count + bytes.Length > 45)
            {
                yield return [.. word];
                word.Clear();
            }

            word.AddRange(bytes);
        }

        yield return [.. word];
    }
}
