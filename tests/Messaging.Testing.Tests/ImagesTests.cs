using Messaging.Testing.Containers;

namespace Messaging.Testing.Tests;

public sealed class ImagesTests
{
    private static readonly Dictionary<string, string> File = Images.Parse(["# the images", "", "POSTGRES_IMAGE=postgres:17", "REDIS_IMAGE="]);

    [Fact]
    public void The_file_at_the_root_names_all_images()
    {
        var images = Images.Read(new Surroundings(_ => null, []));
        new[] { images.Postgres, images.RabbitMq, images.Kafka, images.Redis }.ShouldAllBe(name => name.Contains(':'));
    }

    [Fact]
    public void An_environment_variable_overrides_the_file()
    {
        new Images(_ => null, File).Postgres.ShouldBe("postgres:17");
        new Images(name => name == "POSTGRES_IMAGE" ? "postgres:16" : null, File).Postgres.ShouldBe("postgres:16");
        new Images(name => name == "TEST_IMAGE_POSTGRES" ? "postgres:15" : "postgres:16", File).Postgres.ShouldBe("postgres:15");
    }

    [Fact]
    public void A_missing_image_is_an_error_that_says_where_to_name_it() =>
        Should.Throw<ServerUnavailableException>(() => new Images(_ => null, File).Redis)
            .Message.ShouldContain("set TEST_IMAGE_REDIS, or REDIS_IMAGE in the file .env");
}
