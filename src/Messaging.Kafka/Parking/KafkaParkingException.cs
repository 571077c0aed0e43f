using Messaging.Parking;

namespace Messaging.Kafka;

/// <summary>A limit of the parked store is reached: the record stays where it is, and its partition waits.</summary>
internal sealed class KafkaParkingException(ParkingResult result, Exception? failure)
    : Exception($"The key can't be parked ({result}); its partition waits. {failure?.Message}".TrimEnd(), failure)
{
    public ParkingResult Result => result;
}
