using Orders.Acceptance.Fixtures;

namespace Orders.Acceptance;

public sealed class When_an_order_is_blocked_on_real_servers(RealServers servers) : When_an_order_is_blocked(servers), IClassFixture<RealServers>;
