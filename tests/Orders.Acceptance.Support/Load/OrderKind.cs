namespace Orders.Acceptance.Support.Load;

/// <summary>What an order of the load is made for.</summary>
public enum OrderKind
{
    /// <summary>Enough stock, an ordinary price.</summary>
    Ordinary,

    /// <summary>Over 10,000: the simulated provider declines.</summary>
    Expensive,

    /// <summary>A SKU that nobody sells.</summary>
    UnknownSku,

    /// <summary>One of five.</summary>
    Limited,

    /// <summary>The customer changes their mind shortly after.</summary>
    Withdrawn,
}
