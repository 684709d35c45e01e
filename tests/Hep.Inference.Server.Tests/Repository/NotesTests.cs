using System.Net;
using Hep.Inference.Testing;
using Hep.Testing;

namespace Hep.Inference.Server.Tests.Repository;

[TestFixture(StorageKind.Folder), TestFixture(StorageKind.Shared)]
public sealed class NotesTests(StorageKind kind)
{
    private readonly TestStorage _storage = new(kind);
    private const string Row = """{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]}]}""";

    [Test]
    public async Task What_is_written_on_a_version_survives_a_restart()
    {
        string folder = TestData.NewFolder();
        string before;
        await using (Service service = await _storage.StartAsync(folder))
        {
            await service.UploadAsync("linear", Models.Linear(0),
                "?tag=b&tag=a&label=campaign=2024%3Dnew&alias=champion&description=first");
            await service.ChangeAsync(HttpMethod.Patch, "linear", """{"description":"of lines"}""");
            RepositoryModel changed = await service.ChangeAsync(HttpMethod.Patch, "linear/versions/champion",
                """{"tags":{"b":false,"c":true},"labels":{"who":"me"}}""");
            before = changed.ToJson();
            ModelVersion version = changed.Versions.Single();
            Assert.That(version.Tags, Is.EqualTo(new[] { "a", "c" }));
            Assert.That(version.Labels, Is.EquivalentTo(new Dictionary<string, string> { ["campaign"] = "2024=new", ["who"] = "me" }));
            Assert.That(version.Aliases, Is.EqualTo(new[] { "champion" }));
            Assert.That((changed.Description, version.Description, version.CreatedBy), Is.EqualTo(("of lines", "first", "token")));
        }

        await using Service restarted = await _storage.StartAsync(folder);

        Assert.That((await restarted.GetModelAsync("linear")).ToJson(), Is.EqualTo(before));
    }

    [Test]
    public async Task An_alias_answers_wherever_a_version_s_number_does()
    {
        await using Service service = await _storage.StartAsync();
        await service.UploadAsync("linear", Models.Linear(0));
        await service.UploadAsync("linear", Models.Linear(1));
        await service.ChangeAsync(HttpMethod.Patch, "linear", """{"aliases":{"champion":1}}""");

        Assert.That((await service.PostAsync("/v2/models/linear/versions/champion/infer", Row)).Body,
            Does.Contain("\"model_version\":\"1\""));
        Assert.That((await service.PostAsync("/v2/models/linear/versions/latest/infer", Row)).Body,
            Does.Contain("\"model_version\":\"2\""));
        Assert.That((await service.PostAsync("/v2/models/linear/versions/runner-up/infer", Row)).Status,
            Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task The_default_version_is_the_latest_a_pinned_one_or_that_of_a_tag()
    {
        await using Service service = await _storage.StartAsync();
        for (int bias = 0; bias < 3; bias++) await service.UploadAsync("linear", Models.Linear(bias), bias == 1 ? "?tag=production" : "");

        Assert.That(await DefaultAsync(service, "{}"), Is.EqualTo(3));
        Assert.That(await DefaultAsync(service, """{"default_policy":"1"}"""), Is.EqualTo(1));
        Assert.That(await DefaultAsync(service, """{"default_policy":"tag:production"}"""), Is.EqualTo(2));
        Assert.That((await service.PostAsync("/v2/models/linear/infer", Row)).Body, Does.Contain("\"model_version\":\"2\""));
        await service.UploadAsync("linear", Models.Linear(3), "?tag=production");
        Assert.That((await service.GetModelAsync("linear")).DefaultVersion, Is.EqualTo(4));
        Assert.That(await DefaultAsync(service, """{"default_policy":"latest"}"""), Is.EqualTo(4));
    }

    [Test]
    public async Task Rolling_back_goes_through_what_answered_before_and_stops_at_the_first()
    {
        string folder = TestData.NewFolder();
        await using (Service service = await _storage.StartAsync(folder))
        {
            for (int bias = 0; bias < 3; bias++) await service.UploadAsync("linear", Models.Linear(bias), "?alias=champion");
            Assert.That((await service.ChangeAsync(HttpMethod.Post, "linear/rollback")).DefaultVersion, Is.EqualTo(2));
        }

        await using Service restarted = await _storage.StartAsync(folder);
        RepositoryModel back = await restarted.ChangeAsync(HttpMethod.Post, "linear/rollback");

        Assert.That((back.DefaultVersion, back.DefaultPolicy, back.Aliases["champion"]), Is.EqualTo((1, "1", 3)));
        Assert.That(await restarted.RefusalAsync(HttpStatusCode.Conflict, HttpMethod.Post, "models/linear/rollback"),
            Does.Contain("nothing to go back to"));
        await restarted.ChangeAsync(HttpMethod.Delete, "linear/versions/2");
        Assert.That((await restarted.ChangeAsync(HttpMethod.Post, "linear/rollback?alias=champion")).Aliases["champion"], Is.EqualTo(1));
    }

    [TestCase("""{"default_policy":"7"}""", HttpStatusCode.Conflict, "choose another one")]
    [TestCase("""{"default_policy":"tag:nobody"}""", HttpStatusCode.Conflict, "'nobody'")]
    [TestCase("""{"default_policy":"best"}""", HttpStatusCode.BadRequest, "'latest'")]
    [TestCase("""{"aliases":{"champion":7}}""", HttpStatusCode.NotFound, "no version 7")]
    [TestCase("""{"aliases":{"latest":1}}""", HttpStatusCode.BadRequest, "neither a number nor 'latest'")]
    [TestCase("""{"aliases":{"12":1}}""", HttpStatusCode.BadRequest, "neither a number")]
    [TestCase("""{"alias":{"champion":1}}""", HttpStatusCode.BadRequest, "alias")]
    [TestCase("""{"description":"a\u0000b"}""", HttpStatusCode.BadRequest, "control characters")]
    [TestCase("[]", HttpStatusCode.BadRequest, "ModelChange")]
    [TestCase("", HttpStatusCode.BadRequest, "ModelChange")]
    [TestCase("null", HttpStatusCode.BadRequest, "null")]
    public async Task A_change_that_cannot_be_is_refused_and_changes_nothing(string change, HttpStatusCode status, string why)
    {
        await using Service service = await _storage.StartAsync();
        await service.UploadAsync("linear", Models.Linear(0));
        string before = (await service.GetModelAsync("linear")).ToJson();

        Assert.That(await service.RefusalAsync(status, HttpMethod.Patch, "models/linear", change), Does.Contain(why));

        Assert.That((await service.GetModelAsync("linear")).ToJson(), Is.EqualTo(before));
    }

    [TestCase("""{"tags":{"a b":true}}""", "A tag has")]
    [TestCase("""{"tags":{"a":"b"}}""", "VersionChange")]
    [TestCase("""{"tags":{"a":true,"a":true}}""", "a")]
    [TestCase("""{"labels":{"../x":"y"}}""", "A label's key")]
    [TestCase("""{"labels":{"x":"a\nb"}}""", "A label's value")]
    [TestCase("""{"tags":null}""", "VersionChange")]
    public async Task Notes_that_are_none_are_refused(string change, string why)
    {
        await using Service service = await _storage.StartAsync();
        await service.UploadAsync("linear", Models.Linear(0));

        Assert.That(await service.RefusalAsync(HttpStatusCode.BadRequest, HttpMethod.Patch, "models/linear/versions/1", change),
            Does.Contain(why));
    }

    [Test]
    public async Task A_version_to_which_something_points_is_neither_deleted_nor_untagged()
    {
        await using Service service = await _storage.StartAsync();
        for (int bias = 0; bias < 3; bias++) await service.UploadAsync("linear", Models.Linear(bias));
        await service.ChangeAsync(HttpMethod.Patch, "linear/versions/2", """{"tags":{"production":true}}""");
        await service.ChangeAsync(HttpMethod.Patch, "linear", """{"aliases":{"champion":1},"default_policy":"tag:production"}""");

        Assert.That(await service.RefusalAsync(HttpStatusCode.Conflict, HttpMethod.Delete, "models/linear/versions/1"),
            Does.Contain("'champion'"));
        Assert.That(await service.RefusalAsync(HttpStatusCode.Conflict, HttpMethod.Delete, "models/linear/versions/2"),
            Does.Contain("'production'"));
        Assert.That(await service.RefusalAsync(HttpStatusCode.Conflict, HttpMethod.Patch, "models/linear/versions/2",
            """{"tags":{"production":false}}"""),
            Does.Contain("'production'"));
        await service.ChangeAsync(HttpMethod.Delete, "linear/versions/3");
        Assert.That((await service.GetModelAsync("linear")).Versions.Select(v => v.Version), Is.EqualTo(new[] { 1, 2 }));
    }

    [Test]
    public async Task A_bundle_of_TFaaS_answers_though_another_version_was_pinned()
    {
        await using Service service = await _storage.StartAsync();
        await TfaasUploadAsync(service, 0);
        await TfaasUploadAsync(service, 1);
        await service.ChangeAsync(HttpMethod.Patch, "linear", """{"default_policy":"2"}""");

        await TfaasUploadAsync(service, 0);

        Assert.That((await service.GetModelAsync("linear")).DefaultVersion, Is.EqualTo(1));
    }

    private static async Task TfaasUploadAsync(Service service, float bias)
    {
        using MultipartFormDataContent form = new()
        {
            { new StringContent("linear"), "name" },
            { new StringContent("""{"name":"linear","model":"model.onnx"}"""), "params", "params.json" },
            { new ByteArrayContent(Models.Linear(bias)), "model", "model.onnx" },
        };
        using HttpResponseMessage answer = await service.Administrator.PostAsync("/upload", form);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
    }

    private static async Task<int> DefaultAsync(Service service, string change) =>
        (await service.ChangeAsync(HttpMethod.Patch, "linear", change)).DefaultVersion;
}
