using System.Globalization;
using System.Net;
using System.Text.Json;
using Hep.Inference.Testing;
using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Inference.Server.Tests.Telemetry;

/// <summary>Raw events of a service against those of the training.</summary>
public sealed class DriftTests
{
    // The cut is MET_pt > 10, and Jet has three cells.
    private const string Events = """
        {"events":[{"MET_pt":30,"Jet_pt":[3,1]},{"MET_pt":20,"Jet_pt":[]},{"MET_pt":5,"Jet_pt":[500]},
         {"MET_pt":100,"Jet_pt":[9,"NaN",7,0.5]}]}
        """;

    [Test]
    public async Task Values_out_of_range_and_lists_beyond_their_cells_are_counted_of_events_that_pass_the_cut()
    {
        DateTimeOffset before = DateTimeOffset.UtcNow;
        await using Service service = await Service.StartAsync();
        await service.UploadAsync("events", await ModelAsync());
        await PredictAsync(service, Events);

        JsonElement drift = await DriftAsync(service, "/v2/models/events/drift");

        JsonElement met = Named(drift, "columns", "MET_pt"), jets = Named(drift, "columns", "Jet_pt"),
            jet = Named(drift, "collections", "Jet");
        Assert.That((Number(drift, "events"), Number(drift, "passed")), Is.EqualTo((4, 3)));
        Assert.That((Number(met, "values"), Number(met, "below"), Number(met, "above"), Number(met, "mean")), Is.EqualTo((3, 0, 1, 50)));
        Assert.That((Number(jets, "values"), Number(jets, "not_finite"), Number(jets, "below"), Number(jets, "above")),
            Is.EqualTo((5, 1, 1, 2)));
        Assert.That((Number(jet, "lists"), Number(jet, "truncated"), Number(jet, "mean_length")), Is.EqualTo((3, 1, 2)));
        Assert.That((Number(met.GetProperty("training"), "maximum"), Number(jet.GetProperty("training"), "mean_length")),
            Is.EqualTo((40, 1.5)));
        Assert.That(met.GetProperty("distance").ValueKind, Is.EqualTo(JsonValueKind.Null), "of three values nothing can be told");
        Assert.That(Number(drift, "passed_in_training"), Is.EqualTo(0.75));
        Assert.That(drift.GetProperty("counted_since").GetDateTimeOffset(), Is.InRange(before, DateTimeOffset.UtcNow));
    }

    [Test]
    public async Task The_distance_is_small_for_events_as_in_training_and_large_for_others()
    {
        await using Service service = await Service.StartAsync();
        await service.UploadAsync("same", await ModelAsync());
        await service.UploadAsync("other", await ModelAsync(1));
        await PredictAsync(service, Many([16, 17, 18, 19, 22, 23, 24, 25, 26, 27, 28, 29, 33, 34, 35, 36]), "same");
        await PredictAsync(service, Many([16, 17, 36, 37]), "other");

        JsonElement same = Named(await DriftAsync(service, "/v2/models/same/versions/1/drift"), "columns", "MET_pt"),
            other = Named(await DriftAsync(service, "/v2/models/other/drift"), "columns", "MET_pt");

        Assert.That(Number(same, "distance"), Is.LessThan(0.001));
        Assert.That(Number(other, "distance"), Is.GreaterThan(1));
    }

    [Test]
    public async Task Counts_outlive_the_loading_of_a_model_and_are_metrics()
    {
        await using Service service = await Service.StartAsync();
        await service.UploadAsync("events", await ModelAsync());
        await PredictAsync(service, Events);
        await service.AdministerAsync(HttpMethod.Post, "/v2/repository/models/events/unload");
        await service.AdministerAsync(HttpMethod.Post, "/v2/repository/models/events/load");
        await PredictAsync(service, Events);

        string metrics = await service.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative));

        const string version = "model=\"events\",version=\"1\"";
        Assert.That(metrics, Does.Contain($"hep_drift_events_total{{{version}}} 8\n")
            .And.Contain($"hep_drift_above_total{{{version},column=\"MET_pt\"}} 2\n")
            .And.Contain($"hep_drift_mean{{{version},column=\"MET_pt\"}} 50\n")
            .And.Contain($"hep_drift_truncated_total{{{version},collection=\"Jet\"}} 2\n"));
    }

    [Test]
    public async Task Columns_with_long_names_that_begin_alike_stay_apart()
    {
        string stem = $"Jet_{new string('x', 200)}";
        FeatureSpecification features = new() { Columns = [$"{stem}1", $"{stem}2"] };
        using BatchSource source = BatchSource.From(Column.Create($"{stem}1", [1f, 2]), Column.Create($"{stem}2", [3f, 4]));
        OnnxGraph graph = new("names");
        graph.AddOutput("score", graph.Dense(graph.AddInput("features", 2), [1, 1], [0], "sum"));
        OnnxModel model = graph.ToModel();
        model.Metadata[OnnxModel.PipelineKey] =
            FeaturePipeline.Create(features, await FeatureStatistics.CollectAsync(source, features)).ToJson();
        await using Service service = await Service.StartAsync();
        await service.UploadAsync("events", model.ToArray());
        await PredictAsync(service, $"{{\"events\":[{{\"{stem}1\":1,\"{stem}2\":3}}]}}");

        string[] lines = (await service.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative))).Split('\n');

        string[] series = [.. lines.Where(l => l.StartsWith("hep_drift_values_total{", StringComparison.Ordinal))];
        Assert.That(series, Has.Length.EqualTo(2).And.Unique);
        Assert.That(series[0], Does.Match("column=\"Jet_x{115}~[0-9a-f]{8}\""));
    }

    [Test]
    public async Task A_model_of_tensors_has_no_drift()
    {
        await using Service service = await Service.StartAsync();
        await service.UploadAsync("linear", Models.Linear(0));

        using HttpResponseMessage answer = await service.Http.GetAsync(new Uri("/v2/models/linear/drift", UriKind.Relative));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("carries no pipeline"));
    }

    [Test]
    public async Task Bins_of_a_card_that_cannot_be_are_not_believed()
    {
        await using Service service = await Service.StartAsync();
        await service.UploadAsync("events", await ModelAsync(edges: [30, 20]));
        await PredictAsync(service, Many([16, 17, 36, 37]));

        JsonElement met = Named(await DriftAsync(service, "/v2/models/events/drift"), "columns", "MET_pt");

        Assert.That((Number(met, "values"), met.GetProperty("distance").ValueKind), Is.EqualTo((400, JsonValueKind.Null)));
    }

    private static async Task<byte[]> ModelAsync(float bias = 0, double[]? edges = null)
    {
        OnnxModel model = OnnxModel.Load(await Models.EventsAsync(bias));
        model.Metadata[OnnxModel.CardKey] = new ModelCard
        {
            Statistics =
            [
                new() { Name = "MET_pt", Count = 75, Minimum = 15, Maximum = 40, Edges = edges ?? [20, 30], Fractions = [0.25, 0.5, 0.25] },
                new() { Name = "Jet_pt", Count = 112, Minimum = 1, Maximum = 6 },
            ],
            Collections = [new("Jet", 75, 1.5, 4, 0.01)],
            Data = new() { TrainingEntries = 50, ValidationEntries = 25, DroppedEntries = 25 },
        }.ToJson();
        return model.ToArray();
    }

    /// <summary>A hundred times these values.</summary>
    private static string Many(double[] values) => $"{{\"events\":[{string.Join(',', Enumerable.Range(0, 100).SelectMany(_ => values)
        .Select(v => string.Create(CultureInfo.InvariantCulture, $"{{\"MET_pt\":{v},\"Jet_pt\":[]}}")))}]}}";

    private static async Task PredictAsync(Service service, string events, string model = "events")
    {
        (HttpStatusCode status, string body) = await service.PostAsync($"/v2/models/{model}/events", events);
        Assert.That(status, Is.EqualTo(HttpStatusCode.OK), body);
    }

    private static async Task<JsonElement> DriftAsync(Service service, string path) =>
        JsonDocument.Parse(await service.Http.GetStringAsync(new Uri(path, UriKind.Relative))).RootElement;

    private static JsonElement Named(JsonElement drift, string list, string name) =>
        drift.GetProperty(list).EnumerateArray().Single(e => e.GetProperty("name").ValueEquals(name));

    private static double Number(JsonElement element, string name) => element.GetProperty(name).GetDouble();
}
