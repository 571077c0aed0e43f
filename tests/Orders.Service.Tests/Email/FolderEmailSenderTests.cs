using Microsoft.Extensions.Time.Testing;
using Orders.Contracts;
using Orders.Service.Email;

namespace Orders.Service.Tests.Email;

public sealed class FolderEmailSenderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("orders-email-").FullName;
    private readonly FolderEmailSender _sender;

    public FolderEmailSenderTests() => _sender = new FolderEmailSender(_folder, new FakeTimeProvider(new DateTimeOffset(2027, 1, 2, 3, 4, 5, TimeSpan.Zero)));

    [Fact]
    public async Task An_email_is_a_file_under_its_id_and_the_same_one_when_sent_again()
    {
        var id = Guid.NewGuid();

        for (var i = 0; i < 2; i++)
            await _sender.SendAsync(id, new SendEmail("ada@example.org", "Hello", "Good news: \u20AC 5"), TestContext.Current.CancellationToken);

        Directory.GetFiles(_folder).ShouldBe([Path.Combine(_folder, $"{id:D}.eml")]);
        var text = await File.ReadAllTextAsync(Path.Combine(_folder, $"{id:D}.eml"), TestContext.Current.CancellationToken);
        text.ShouldStartWith($"Message-ID: <{id:D}@orders>\r\nDate: Sat, 02 Jan 2027 03:04:05 +0000\r\n");
        text.ShouldContain("\r\nTo: ada@example.org\r\nSubject: Hello\r\n");
        System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(text.Split("\r\n\r\n")[1])).ShouldBe("Good news: \u20AC 5");
    }

    [Fact]
    public async Task A_line_break_in_a_subject_begins_no_header()
    {
        var id = Guid.NewGuid();

        await _sender.SendAsync(id, new SendEmail("ada", "Hello\r\nBcc: everybody", "x"), TestContext.Current.CancellationToken);

        var text = await File.ReadAllTextAsync(Path.Combine(_folder, $"{id:D}.eml"), TestContext.Current.CancellationToken);
        text.Split("\r\n").ShouldNotContain(line => line.StartsWith("Bcc", StringComparison.Ordinal));
        text.ShouldContain("Subject: =?utf-8?B?");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
