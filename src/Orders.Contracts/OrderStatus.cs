namespace Orders.Contracts;

/// <summary>Where an order stands. It always ends in <see cref="Confirmed"/>, <see cref="Rejected"/> or <see cref="Cancelled"/>.</summary>
public enum OrderStatus
{
    /// <summary>Accepted; nothing is reserved yet.</summary>
    Submitted,

    /// <summary>The stock of every line is held.</summary>
    StockReserved,

    /// <summary>The payment has been requested.</summary>
    PaymentPending,

    /// <summary>Paid. The end of a good order.</summary>
    Confirmed,

    /// <summary>An unknown SKU or too little stock; nothing was held or charged.</summary>
    Rejected,

    /// <summary>Declined, timed out or withdrawn by the customer; stock is back, and what was charged is refunded.</summary>
    Cancelled,
}
