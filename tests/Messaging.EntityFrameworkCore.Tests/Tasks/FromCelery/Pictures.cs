using Messaging.Tasks;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests.Tasks.FromCelery;

public sealed class Pictures(ITaskQueue tasks, DbContext database)
{
    public async Task<Guid> UploadAsync(Guid pictureId, CancellationToken cancellationToken)
    {
        var id = await tasks.EnqueueAsync(new ResizePicture(pictureId, 5_000), cancellationToken: cancellationToken);
        await tasks.EnqueueAsync(
            new ResizePicture(pictureId, 200),
            new EnqueueOptions { Delay = TimeSpan.FromMilliseconds(50), Expires = TimeSpan.FromMinutes(5) },
            cancellationToken);
        await database.SaveChangesAsync(cancellationToken);
        return id;
    }
}
