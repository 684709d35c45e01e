using Hep.Inference.Server.Repository;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Tests.Repository;

/// <summary>What is asked of a bucket besides files.</summary>
public sealed class S3BucketTests
{
    [Test]
    public async Task Parts_of_uploads_are_forgotten_on_every_page_of_their_list()
    {
        await using UnfinishedUploads store = await UnfinishedUploads.StartAsync(3);
        using S3Bucket bucket = new(store.Address);

        await bucket.ForgetPartsAsync(DateTime.UtcNow, _ => true, default);

        Assert.That(store.Forgotten, Is.EqualTo(new[] { "1", "2", "3" }));
    }

    [Test]
    public async Task A_store_that_breaks_off_its_list_of_uploads_is_one_that_does_not_answer()
    {
        await using UnfinishedUploads store = await UnfinishedUploads.StartAsync(3, context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        using S3Bucket bucket = new(store.Address);

        Assert.That(async () => await bucket.ForgetPartsAsync(DateTime.UtcNow, _ => true, default),
            Throws.InstanceOf<InferenceException>().With.Property("Failure").EqualTo(InferenceFailure.Unavailable));
    }

    [TestCase(StatusCodes.Status501NotImplemented)]
    [TestCase(StatusCodes.Status403Forbidden)]
    public async Task A_store_that_tells_of_no_uploads_is_left_alone(int status)
    {
        await using UnfinishedUploads store = await UnfinishedUploads.StartAsync(3, context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        using S3Bucket bucket = new(store.Address);

        await bucket.ForgetPartsAsync(DateTime.UtcNow, _ => true, default);

        Assert.That(store.Forgotten, Is.Empty);
    }
}
