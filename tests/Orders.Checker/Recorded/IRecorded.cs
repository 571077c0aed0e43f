namespace Orders.Checker.Recorded;

/// <summary>A record of a topic that can be recognised when the same message was written again.</summary>
public interface IRecorded
{
    TopicPosition Position { get; }

    /// <summary>The original message id where there is one, else the message id, else <see langword="null"/>.</summary>
    string? MessageId { get; }
}
