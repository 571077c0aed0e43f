using Orders.Acceptance.Fixtures;

namespace Orders.Acceptance;

public sealed class When_an_order_is_blocked_with_nothing_installed(Embedded embedded) : When_an_order_is_blocked(embedded), IClassFixture<Embedded>;
