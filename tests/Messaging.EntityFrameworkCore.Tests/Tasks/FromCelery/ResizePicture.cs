namespace Messaging.EntityFrameworkCore.Tests.Tasks.FromCelery;

public sealed record ResizePicture(Guid PictureId, int Width);
