using Orders.Acceptance.Fixtures;

namespace Orders.Acceptance;

public sealed class When_an_order_is_posted_on_real_servers(RealServers servers) : When_an_order_is_posted(servers), IClassFixture<RealServers>;
