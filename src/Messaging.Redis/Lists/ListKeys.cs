namespace Messaging.Redis;

/// <summary>Names that go with a list.</summary>
internal sealed record ListKeys(string List)
{
    /// <summary>Elements that were taken before and whose consumer is gone, with their heads; taken before anything new.</summary>
    public string Returned => $"{List}:returned";

    /// <summary>The set of the consumers that may have something.</summary>
    public string Consumers => $"{List}:consumers";

    public string Identity => $"{List}:identity";

    /// <summary>What a consumer has taken and not acknowledged.</summary>
    public string Processing(string consumer) => $"{List}:processing:{consumer}";

    /// <summary>A consumer's sign of life; while it is there nobody touches what the consumer has.</summary>
    public string Alive(string consumer) => $"{List}:alive:{consumer}";
}
