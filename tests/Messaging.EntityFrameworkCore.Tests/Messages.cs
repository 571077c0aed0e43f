namespace Messaging.EntityFrameworkCore.Tests;

public sealed record TakeNote(string Text);

public sealed record NoteTaken(string Text);

public sealed record Counted(Guid Id);

public sealed record CountedTo(Guid Id, int Count);

public sealed record RemindMe(Guid Id, string Name, TimeSpan Delay);

public sealed record NameSeen(string Name, bool Wait);

public sealed record NameCalledOff(string Name);

public sealed record NamePraised(string Name, bool Fails);

public sealed record TimeIsUp(Guid Id);

public sealed record Question(string Text);

public sealed record Answer(string Text);

public sealed record Parcel(string Number);

public interface IAnyNews
{
    string Headline { get; }
}

public record News(string Headline) : IAnyNews;

public sealed record LocalNews(string Headline) : News(Headline);
