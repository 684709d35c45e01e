using System.Net;
using Hep.Inference.Server.Repository;
using Hep.Inference.Testing;
using Hep.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Hep.Inference.Server.Tests.Repository;

[TestFixture(StorageKind.Folder), TestFixture(StorageKind.Shared)]
public sealed class DeletionTests(StorageKind kind)
{
    private readonly TestStorage _storage = new(kind);
    private const string Row = """{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]}]}""";

    [Test]
    public async Task What_was_deleted_comes_back_as_it_was()
    {
        string folder = TestData.NewFolder();
        await using (Service service = await _storage.StartAsync(folder))
        {
            await service.UploadAsync("linear", Models.Linear(0), "?tag=a&label=k=v");
            await service.UploadAsync("linear", Models.Linear(1));
            await service.ChangeAsync(HttpMethod.Delete, "linear");
            Assert.That((await service.PostAsync("/v2/models/linear/infer", Row)).Status, Is.EqualTo(HttpStatusCode.NotFound));
            Assert.That((await service.PostAsync("/v2/models/linear/versions/1/infer", Row)).Status, Is.EqualTo(HttpStatusCode.NotFound));
        }

        await using Service restarted = await _storage.StartAsync(folder);
        DeletedVersions deleted = DeletedVersions.FromJson((await restarted.AdministerAsync(HttpMethod.Get,
            "/v2/repository/deleted")).Body);
        RepositoryModel back = await restarted.ChangeAsync(HttpMethod.Post, "linear/versions/1/undelete");

        Assert.That(deleted.Versions.Select(d => d.Version), Is.EquivalentTo(new[] { 1, 2 }));
        Assert.That(deleted.Versions[0].KeptUntil - deleted.Versions[0].Deleted, Is.EqualTo(TimeSpan.FromDays(7)));
        Assert.That(back.Versions.Single().Tags, Is.EqualTo(new[] { "a" }));
        Assert.That((await restarted.PostAsync("/v2/models/linear/infer", Row)).Body, Does.Contain("\"model_version\":\"1\""));
        Assert.That((await restarted.ChangeAsync(HttpMethod.Post, "linear/undelete")).Versions, Has.Count.EqualTo(2));
        await restarted.RefusalAsync(HttpStatusCode.NotFound, HttpMethod.Post, "models/linear/undelete");
    }

    [Test]
    public async Task Content_that_was_deleted_is_the_same_version_when_it_is_uploaded_again()
    {
        await using Service service = await _storage.StartAsync();
        await service.UploadAsync("linear", Models.Linear(0));
        await service.ChangeAsync(HttpMethod.Delete, "linear");

        ModelVersion again = await service.UploadAsync("linear", Models.Linear(0));

        Assert.That((again.Version, again.AlreadyThere), Is.EqualTo((1, true)));
        Assert.That((await service.PostAsync("/v2/models/linear/infer", Row)).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task The_sweep_takes_what_was_deleted_long_enough_ago_and_no_content_that_another_version_has()
    {
        string folder = TestData.NewFolder();
        await using (Service service = await _storage.StartAsync(folder))
        {
            await service.UploadAsync("one", Models.Linear(0));
            await service.UploadAsync("one", Models.Linear(1));
            await service.UploadAsync("two", Models.Linear(1));
            await service.ChangeAsync(HttpMethod.Delete, "one");
            await service.Services.GetRequiredService<ModelAdministration>().SweepAsync(default);
            Assert.That(await _storage.BlobsAsync(service), Has.Length.EqualTo(2));   // not yet
        }

        await using Service later = await _storage.StartAsync(folder, o => o with { DeletedFor = TimeSpan.FromTicks(1) });
        await later.Services.GetRequiredService<ModelAdministration>().SweepAsync(default);

        for (int i = 0; i < 1000 && (await _storage.BlobsAsync(later)).Length > 1; i++) await Task.Delay(10);   // shared ones go later
        Assert.That(await _storage.BlobsAsync(later), Has.Length.EqualTo(1));
        Assert.That((await later.PostAsync("/v2/models/two/infer", Row)).Status, Is.EqualTo(HttpStatusCode.OK));
        await later.RefusalAsync(HttpStatusCode.NotFound, HttpMethod.Post, "models/one/undelete");
        Assert.That((await later.UploadAsync("one", Models.Linear(0))).Version, Is.EqualTo(3));   // a number is never given again
    }

    [Test]
    public async Task The_history_tells_who_did_what_when_and_from_where_and_outlives_the_model()
    {
        await using Service service = await _storage.StartAsync();
        ModelVersion version = await service.UploadAsync("linear", Models.Linear(0));
        await service.UploadAsync("other", Models.Linear(0));
        await service.ChangeAsync(HttpMethod.Patch, "linear", """{"aliases":{"champion":1}}""");
        await service.RefusalAsync(HttpStatusCode.Conflict, HttpMethod.Delete, "models/linear/versions/1");
        await service.ChangeAsync(HttpMethod.Delete, "linear?now=true");

        RepositoryHistory first = RepositoryHistory.FromJson(
            (await service.AdministerAsync(HttpMethod.Get, "/v2/repository/models/linear/history?limit=2")).Body);
        RepositoryHistory rest = RepositoryHistory.FromJson(
            (await service.AdministerAsync(HttpMethod.Get, $"/v2/repository/models/linear/history?page={first.NextPage}")).Body);

        Assert.That(first.Events.Select(e => e.Action), Is.EqualTo(new[] { "delete", "change" }));
        RepositoryEvent upload = rest.Events.Single();
        Assert.That((upload.Action, upload.Actor, upload.Address, upload.Model, upload.Version, upload.Detail),
            Is.EqualTo(("upload", "token", "127.0.0.1", "linear", (int?)1, version.Digest)));
        Assert.That(upload.Time, Is.GreaterThanOrEqualTo(version.Created));
        Assert.That(rest.NextPage, Is.Null);
    }
}
