using System.Net;
using System.Text.Json;
using Hep.Inference.Server.Repository;
using Hep.Inference.Testing;
using Hep.Onnx;
using Hep.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Hep.Inference.Server.Tests.Repository;

/// <summary>What two versions of a model differ in, pipelines among it.</summary>
public sealed class ComparisonTests
{
    private const string Compare = "/v2/repository/models/events/compare?versions=1,2";

    [Test]
    public async Task Pipelines_are_compared_place_by_place()
    {
        await using Service service = await Service.StartAsync();
        await service.UploadAsync("events", await Models.EventsAsync(0));
        await service.UploadAsync("events", await OtherAsync());

        VersionComparison comparison = VersionComparison.FromJson(await service.Http.GetStringAsync(Compare));

        Dictionary<string, string> differences = comparison.Differences.ToDictionary(d => d.What, d => $"{d.Values[0]} {d.Values[1]}");
        Assert.That(differences["pipeline.where"], Is.EqualTo("MET_pt > 10 MET_pt > 20"));
        Assert.That(differences["pipeline.collections[Jet].overflow"], Is.EqualTo("truncate error"));
        Assert.That(differences.Keys.Where(k => k.StartsWith("pipeline.", StringComparison.Ordinal)), Has.Exactly(2).Items);
        Assert.That(comparison.NotCompared, Is.Null);
    }

    [Test]
    public async Task Of_a_version_whose_file_is_damaged_all_but_its_pipeline_is_compared()
    {
        string folder = TestData.NewFolder();
        await using (Service before = await Service.StartAsync(folder))
        {
            await before.UploadAsync("events", await Models.EventsAsync(0), "?tag=old");
            string[] first = Blobs(folder);
            await before.UploadAsync("events", await OtherAsync(), "?tag=new");
            await File.WriteAllBytesAsync(Blobs(folder).Except(first).Single(), [1, 2, 3]);
        }
        await using Service service = await Service.StartAsync(folder);

        VersionComparison comparison = VersionComparison.FromJson(await service.Http.GetStringAsync(Compare));

        Assert.That(comparison.Differences.Select(d => d.What), Has.Some.EqualTo("tags").And.None.StartsWith("pipeline"));
        Assert.That(comparison.NotCompared, Does.StartWith("The file of version 2 of 'events' cannot be read: The model's file"));
    }

    [Test]
    public async Task Of_a_version_whose_file_the_disk_does_not_give_all_but_its_pipeline_is_compared()
    {
        string folder = TestData.NewFolder();
        await using (Service before = await Service.StartAsync(folder))
        {
            await before.UploadAsync("events", await Models.EventsAsync(0), "?tag=old");
            await before.UploadAsync("events", await OtherAsync(), "?tag=new");
            foreach (string file in Blobs(folder))
            {
                File.Delete(file);
                Directory.CreateDirectory(file);
            }
        }
        await using Service service = await Service.StartAsync(folder);

        VersionComparison comparison = VersionComparison.FromJson(await service.Http.GetStringAsync(Compare));
        string refusal = await service.RefusalAsync(HttpStatusCode.ServiceUnavailable, HttpMethod.Get, "models/events/versions/1/pipeline");

        Assert.That(comparison.Differences.Select(d => d.What), Has.Some.EqualTo("tags"));
        Assert.That((comparison.NotCompared, refusal), Is.EqualTo((refusal, refusal)));
        Assert.That(refusal, Does.Contain("version 1 of 'events'").And.Not.Contain(folder));
    }

    [Test]
    public async Task A_pipeline_is_read_once_for_all_who_look_at_it_and_not_at_all_where_its_model_is_loaded()
    {
        string folder = TestData.NewFolder();
        await using (Service before = await Service.StartAsync(folder))
        {
            await before.UploadAsync("events", await Models.EventsAsync(0));
            await before.UploadAsync("events", await OtherAsync());
        }
        await using Service service = await Service.StartAsync(folder);   // which loads version 2
        await service.Http.GetStringAsync("/v2/models/events");
        string first = await service.Http.GetStringAsync("/v2/repository/models/events/versions/1/pipeline");
        foreach (string file in Blobs(folder)) await File.WriteAllBytesAsync(file, [1, 2, 3]);

        string again = await service.Http.GetStringAsync("/v2/repository/models/events/versions/1/pipeline");
        string loaded = await service.Http.GetStringAsync("/v2/repository/models/events/versions/2/pipeline");

        Assert.That((first, loaded.Contains("MET_pt > 20", StringComparison.Ordinal)), Is.EqualTo((again, true)));
    }

    [Test]
    public async Task What_is_deleted_before_it_is_read_is_looked_for_again()
    {
        await using Service service = await Service.StartAsync();
        await service.UploadAsync("events", await Models.EventsAsync(0));
        await service.UploadAsync("events", await OtherAsync());
        ModelRepository repository = service.Services.GetRequiredService<ModelRepository>();
        List<int> met = [];

        long length = await repository.ReadAsync(async models =>
        {
            ServedVersion version = models.Find("events").Find("latest");
            met.Add(version.Facts.Version);
            if (met.Count == 1) await service.AdministerAsync(HttpMethod.Delete, "/v2/repository/models/events/versions/2?now=true");
            using FileStream file = await repository.OpenCheckedAsync(version, default);
            return file.Length;
        });

        Assert.That((met, length), Is.EqualTo((new List<int> { 2, 1 }, (await Models.EventsAsync(0)).LongLength)));
    }

    [Test]
    public async Task Nothing_is_loaded_for_a_comparison_nor_for_who_looks_at_a_pipeline()
    {
        await using Service service = await Service.StartAsync();
        await service.UploadAsync("events", await Models.EventsAsync(0));
        await service.UploadAsync("events", await OtherAsync());
        (HttpStatusCode unloaded, _) = await service.AdministerAsync(HttpMethod.Post, "/v2/repository/models/events/unload");

        VersionComparison comparison = VersionComparison.FromJson(await service.Http.GetStringAsync(Compare));
        string pipeline = await service.Http.GetStringAsync("/v2/repository/models/events/versions/1/pipeline");

        Assert.That(unloaded, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(comparison.NotCompared, Is.Null);
        Assert.That(comparison.Differences.Select(d => d.What), Has.Some.EqualTo("pipeline.where"));
        Assert.That(pipeline, Does.Contain("MET_pt > 10"));
    }

    [Test]
    public async Task What_has_a_pipeline_and_what_has_none_differ_in_that()
    {
        await using Service service = await Service.StartAsync();
        await service.UploadAsync("events", await Models.EventsAsync(0));
        await service.UploadAsync("events", Models.Linear(0));

        VersionComparison comparison = VersionComparison.FromJson(await service.Http.GetStringAsync(Compare));

        VersionDifference pipeline = comparison.Differences.Single(d => d.What.StartsWith("pipeline", StringComparison.Ordinal));
        Assert.That((pipeline.What, pipeline.Values[0].ValueKind, pipeline.Values[1].ValueKind),
            Is.EqualTo(("pipeline", JsonValueKind.Object, JsonValueKind.Null)));
    }

    [Test]
    public async Task What_a_card_tells_in_a_section_of_its_own_is_not_told_again_of_its_configuration()
    {
        await using Service service = await Service.StartAsync();
        await service.UploadAsync("events", await WithCardAsync(Card(64)));
        await service.UploadAsync("events", await WithCardAsync(Card(32)));

        VersionComparison comparison = VersionComparison.FromJson(await service.Http.GetStringAsync(Compare));

        Assert.That(comparison.Differences.Select(d => d.What).Where(w => w.StartsWith("card.", StringComparison.Ordinal)),
            Is.EquivalentTo(new[] { "card.network.width", "card.training.batch", "card.configuration.dataset.width",
                "card.configuration.mlnet.width" }));

        static ModelCard Card(int width) => new()
        {
            Network = JsonElement.Parse($$"""{"width":{{width}}}"""),
            Training = JsonElement.Parse($$"""{"batch":{{width}}}"""),
            Configuration = JsonElement.Parse($$"""
                {"dataset":{"width":{{width}} },"network":{"width":{{width}} },"mlnet":{"width":{{width}} },
                 "training":{"batch":{{width}} } }
                """),
        };
    }

    [Test]
    public async Task However_many_numbers_differ_what_else_does_is_told()
    {
        await using Service service = await Service.StartAsync();
        await service.UploadAsync("events", await WithCardAsync(Card(1)));
        await service.UploadAsync("events", await WithCardAsync(Card(2), await OtherAsync()));

        VersionComparison comparison = VersionComparison.FromJson(await service.Http.GetStringAsync(Compare));

        Assert.That(comparison.Differences.Select(d => d.What),
            Has.Some.EqualTo("pipeline.where").And.Some.EqualTo("pipeline.collections[Jet].overflow"));
        Assert.That((comparison.Differences.Count, comparison.LeftOut > 0), Is.EqualTo((2000, true)));

        static ModelCard Card(double value) => new()
        {
            Metrics = Enumerable.Range(0, 2500).ToDictionary(i => $"m{i}", _ => value),
        };
    }

    private static string[] Blobs(string folder) =>
        Directory.GetFiles(Path.Combine(folder, "models", "blobs"), "*", SearchOption.AllDirectories);

    private static async Task<byte[]> WithCardAsync(ModelCard card, byte[]? of = null)
    {
        OnnxModel model = OnnxModel.Load(of ?? await Models.EventsAsync(0));
        model.Metadata[OnnxModel.CardKey] = card.ToJson();
        model.Seal();
        return model.ToArray();
    }

    private static async Task<byte[]> OtherAsync()
    {
        OnnxModel model = OnnxModel.Load(await Models.EventsAsync(0));
        string pipeline = model.Metadata[OnnxModel.PipelineKey], other = pipeline
            .Replace("MET_pt > 10", "MET_pt > 20", StringComparison.Ordinal)
            .Replace("\"truncate\"", "\"error\"", StringComparison.Ordinal);
        Assert.That(other, Has.Length.Not.EqualTo(pipeline.Length));
        model.Metadata[OnnxModel.PipelineKey] = other;
        model.Seal();
        return model.ToArray();
    }
}
