namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>What the relay does with a row that its process has just committed.</summary>
internal enum NewRowFate
{
    /// <summary>It is left to a look into the table.</summary>
    Left,

    /// <summary>It can be sent now.</summary>
    ToSend,

    /// <summary>A look into the table was faster and has it already.</summary>
    Known,
}
