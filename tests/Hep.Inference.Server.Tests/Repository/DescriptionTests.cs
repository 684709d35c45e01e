using System.Net;
using System.Text.Json;
using Hep.Inference.Protobuf;
using Hep.Inference.Server.Repository;
using Hep.Inference.Testing;
using Hep.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Hep.Inference.Server.Tests.Repository;

/// <summary>What a version is told to be, for which its model is not loaded.</summary>
[TestFixture(StorageKind.Folder), TestFixture(StorageKind.Shared)]
public sealed class DescriptionTests(StorageKind kind)
{
    private const string Older = "/v2/models/events/versions/1", Served = "/v2/models/events/versions/2";

    private readonly TestStorage _storage = new(kind);

    [Test]
    public async Task A_look_at_a_version_loads_nothing_and_tells_what_a_loaded_one_tells()
    {
        await using Service service = await StartWithTwoAsync(TestData.NewFolder());
        Assert.That((IsLoaded(service, "1"), IsLoaded(service, "2")), Is.EqualTo((false, true)));

        string served = await service.Http.GetStringAsync(Served), older = await service.Http.GetStringAsync(Older);
        using GrpcCalls grpc = new(service.GrpcAddress);
        ModelMetadataResponse message =
            await grpc.CallAsync<ModelMetadataResponse>("ModelMetadata", new ModelMetadataRequest { Name = "events", Version = "1" });
        using JsonDocument drift = JsonDocument.Parse(await service.Http.GetStringAsync($"{Older}/drift"));

        Assert.That(older, Is.EqualTo(served).And.Contains("\"name\":\"Jet_pt\",\"type\":\"float32\",\"shape\":[-1]"));
        Assert.That(message.Inputs.Select(i => i.Name), Is.EqualTo(new[] { "features", "mask" }));
        Assert.That(drift.RootElement.GetProperty("columns")[0].ToString(), Does.Contain("\"MET_pt\",\"values\":0"));
        Assert.That(IsLoaded(service, "1"), Is.False);
    }

    [Test]
    public async Task A_version_that_an_earlier_release_took_in_is_told_by_its_file_and_remembered()
    {
        string folder = TestData.NewFolder();
        Service first = await StartWithTwoAsync(folder);
        await first.DisposeAsync();
        await ForgetAsync(first);

        string served, older;
        await using (Service second = await _storage.StartAsync(folder))
        {
            older = await second.Http.GetStringAsync(Older);
            Assert.That(IsLoaded(second, "1"), Is.False);
            served = await second.Http.GetStringAsync(Served);
        }
        await DamageAsync(first);
        await using Service third = await _storage.StartAsync(folder);

        Assert.That(older, Is.EqualTo(served));
        Assert.That(await third.Http.GetStringAsync(Older), Is.EqualTo(older), "whatever became of its file");
    }

    [Test]
    public async Task A_file_that_is_damaged_before_it_told_anything_is_an_error_that_says_so()
    {
        string folder = TestData.NewFolder();
        Service first = await StartWithTwoAsync(folder);
        await first.DisposeAsync();
        await ForgetAsync(first);
        await DamageAsync(first);

        await using Service second = await _storage.StartAsync(folder);
        using HttpResponseMessage answer = await second.Http.GetAsync(Older);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(await answer.Content.ReadAsStringAsync(),
            Does.Contain("The file of version 1 of").And.Contains("cannot be read: The model"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task What_a_file_leaves_to_the_runtime_is_what_the_loaded_model_tells_and_remembered(bool hasType)
    {
        string folder = TestData.NewFolder();
        Service first = await _storage.StartAsync(folder);
        await first.UploadAsync("events", Models.OpenIdentity(hasType));
        await first.UploadAsync("events", Models.Linear(0));
        string told = await first.Http.GetStringAsync(Older);
        await first.DisposeAsync();
        await ForgetAsync(first);

        await using Service second = await _storage.StartAsync(folder);
        string older = await second.Http.GetStringAsync(Older);

        Assert.That(told, Does.Contain("""{"name":"out","datatype":"FP32","shape":[-1]}"""));
        Assert.That(older, Is.EqualTo(told));
        Assert.That((await StoredAsync(second, "1"))?.Outputs[0].Shape, Is.EqualTo(new long[] { -1 }));
    }

    [TestCase("""{"name":"events","inputs":[{"name":"a","datatype":"NEW","shape":[]}],"outputs":[]}""")]
    [TestCase("""{"name":"events","inputs":[{"name":"a","datatype":"FP32","shape":["99999999999999999999"]}],"outputs":[]}""")]
    [TestCase("no JSON")]
    public async Task What_is_remembered_and_cannot_be_read_is_read_from_the_file_and_remembered_anew(string stored)
    {
        string folder = TestData.NewFolder();
        Service first = await StartWithTwoAsync(folder);
        string told = await first.Http.GetStringAsync(Older);
        await first.DisposeAsync();
        await RememberAsync(first, stored);

        await using Service second = await _storage.StartAsync(folder);

        Assert.That(await second.Http.GetStringAsync(Older), Is.EqualTo(told));
        Assert.That((await StoredAsync(second, "1"))?.Inputs.Count, Is.EqualTo(2));
        Assert.That(IsLoaded(second, "1"), Is.False);
    }

    [Test]
    public async Task What_is_remembered_and_a_loaded_model_tells_otherwise_is_corrected()
    {
        string folder = TestData.NewFolder();
        Service first = await StartWithTwoAsync(folder);
        await first.DisposeAsync();
        await RememberAsync(first, """{"name":"events","inputs":[],"outputs":[]}""");

        await using Service second = await _storage.StartAsync(folder);
        _ = await second.Http.GetStringAsync($"{Served}/ready");   // loads it
        string served = await second.Http.GetStringAsync(Served);

        Assert.That(served, Does.Contain("mask"));
        Assert.That(async () => (await StoredAsync(second, "2"))?.Inputs, Is.Not.Empty.After(10_000, 20));
    }

    private async Task<Service> StartWithTwoAsync(string folder)
    {
        Service service = await _storage.StartAsync(folder);
        await service.UploadAsync("events", await Models.EventsAsync(0));
        await service.UploadAsync("events", await Models.EventsAsync(1));
        return service;
    }

    /// <summary>The catalog in the form that it had before it knew what versions take and give.</summary>
    private Task ForgetAsync(Service service) => _storage.ExecuteAsync(service,
        "ALTER TABLE versions DROP COLUMN signature; PRAGMA user_version = 5;",
        "ALTER TABLE versions DROP COLUMN signature; UPDATE state SET form = 2;");

    private async Task RememberAsync(Service service, string stored)
    {
        string update = $"UPDATE versions SET signature = '{stored}'";
        await _storage.ExecuteAsync(service, update, update);
    }

    private static async Task<PredictorMetadata?> StoredAsync(Service service, string version)
    {
        ModelRepository repository = service.Services.GetRequiredService<ModelRepository>();
        return await repository.Queries.SignatureOfAsync(repository.Snapshot.Find("events").Find(version).Facts, default);
    }

    private async Task DamageAsync(Service service)
    {
        foreach (string blob in await _storage.BlobsAsync(service)) await _storage.OverwriteAsync(service, blob, [1, 2, 3]);
    }

    private static bool IsLoaded(Service service, string version) =>
        service.Services.GetRequiredService<ModelRepository>().Snapshot.Find("events").Find(version).LoadedPredictor is not null;
}
