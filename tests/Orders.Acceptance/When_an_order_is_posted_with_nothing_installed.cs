using Orders.Acceptance.Fixtures;

namespace Orders.Acceptance;

public sealed class When_an_order_is_posted_with_nothing_installed(Embedded embedded) : When_an_order_is_posted(embedded), IClassFixture<Embedded>;
