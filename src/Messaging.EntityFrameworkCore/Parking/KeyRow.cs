namespace Messaging.EntityFrameworkCore.Parking;

/// <summary>What a key's row says, read under the key's lock.</summary>
/// <param name="Id">Its number.</param>
/// <param name="State"><see cref="KeyStates"/>.</param>
/// <param name="Messages">How many messages wait.</param>
/// <param name="Age">For how long it has been in use.</param>
/// <param name="Waits">Whether the message in question waits in it.</param>
/// <param name="Mark">The place of the message in question, if it was given up.</param>
internal sealed record KeyRow(long Id, string State, int Messages, TimeSpan Age, bool Waits, long? Mark)
{
    public bool IsOpen => State is KeyStates.Open;
}
