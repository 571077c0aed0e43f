using Messaging.Testing;

namespace Messaging.Redis.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void The_public_API_is_the_one_that_was_reviewed() => PublicApi.Check(typeof(RedisRiderExtensions).Assembly);
}
