using System.Net;
using System.Text.Json;
using Hep.Inference.Testing;
using Hep.Onnx;

namespace Hep.Inference.Page.Tests;

/// <summary>A service with models of each kind: with pipeline and card, of tensors with many layers, and without anything.</summary>
internal static class SampleRepository
{
    public static async Task<Service> StartAsync()
    {
        Service service = await Service.StartAsync();
        await service.UploadAsync("cms.higgs", await HiggsAsync(0, 0.91),
            "?tag=candidate&label=campaign=2023&description=first%20training");
        await service.UploadAsync("cms.higgs", await HiggsAsync(1, 0.934), "?tag=production&label=campaign=2024&description=wider%20jets");
        await service.ChangeAsync(HttpMethod.Patch, "cms.higgs",
            """{"aliases":{"champion":1},"description":"Higgs boson against top quark pairs, from jets and missing momentum"}""");
        await service.UploadAsync("cms.b2g.top", Top(), "?label=campaign=2024");
        await service.UploadAsync("linear", Models.Linear(0));
        return service;
    }

    /// <summary>
    /// Asks the default version of <c>cms.higgs</c> for events of which the last tenth fails the cut: MET_pt beyond what training met, and
    /// two jets of which one is no number.
    /// </summary>
    public static async Task PredictAsync(Service service, int events)
    {
        string body = string.Join(',', Enumerable.Range(0, events)
            .Select(i => i < events * 9 / 10 ? """{"MET_pt":500,"Jet_pt":[30,"NaN"]}""" : """{"MET_pt":5,"Jet_pt":[]}"""));
        (HttpStatusCode status, string answer) = await service.PostAsync("/v2/models/cms.higgs/events", $"{{\"events\":[{body}]}}");
        Assert.That(status, Is.EqualTo(HttpStatusCode.OK), answer);
    }

    /// <summary>A model of raw events, with all that a card can say.</summary>
    public static async Task<byte[]> HiggsAsync(int version, double auc)
    {
        OnnxModel model = OnnxModel.Load(await Models.EventsAsync(version));
        model.Metadata[OnnxModel.CardKey] = CardOf(version, auc).ToJson();
        model.Seal();
        return model.ToArray();
    }

    /// <summary>Two branches of dense layers that come together, from tensors.</summary>
    private static byte[] Top()
    {
        OnnxGraph graph = new("top");
        OnnxValue jets = graph.AddInput("jets", 6), event_ = graph.AddInput("event", 3);
        OnnxValue left = graph.Relu(Dense(graph, graph.Relu(Dense(graph, jets, 16, "jets 1")), 8, "jets 2"));
        OnnxValue right = graph.Tanh(Dense(graph, event_, 8, "event 1"));
        OnnxValue joined = graph.Relu(Dense(graph, graph.Concat(left, right), 12, "joined"));
        graph.AddOutput("scores", graph.Softmax(Dense(graph, joined, 3, "class")));
        graph.AddOutput("mass", Dense(graph, joined, 1, "regression"));
        return graph.ToModel().ToArray();
    }

    private static OnnxValue Dense(OnnxGraph graph, OnnxValue x, int width, string name)
    {
        float[] weights = new float[x.Width * width];
        for (int i = 0; i < weights.Length; i++) weights[i] = (i % 7 - 3) / 10f;
        return graph.Dense(x, weights, new float[width], name);
    }

    private static ModelCard CardOf(int version, double auc) => new()
    {
        Created = new DateTimeOffset(2026, 5, 1 + version, 12, 0, 0, TimeSpan.Zero),
        Engine = "torchsharp 0.107.0",
        Producer = "Hep.Train 0.1.0",
        Seed = 17,
        Metrics = new Dictionary<string, double> { ["auc"] = auc, ["accuracy"] = auc - 0.05, ["loss"] = 0.31 - version / 50.0 },
        Heads =
        [
            new ModelHead("score", ModelTasks.Binary, ["background", "signal"])
            {
                Curves =
                [
                    new CardCurve("signal", auc, [.. Enumerable.Range(0, 41).Select(i => 1 - i / 40.0)],
                        [.. Enumerable.Range(0, 41).Select(i => Math.Pow(i / 40.0, 2))],
                        [.. Enumerable.Range(0, 41).Select(i => Math.Pow(i / 40.0, 0.35))]),
                ],
                Confusion = [[920, 80], [110, 890]],
            },
        ],
        History =
        [
            .. Enumerable.Range(1, 12).Select(epoch => new EpochReport
            {
                Epoch = epoch,
                Loss = 0.3 + 0.4 / epoch,
                ValidationLoss = 0.31 + 0.42 / epoch,
                Metrics = new Dictionary<string, double>
                {
                    ["auc"] = auc - 0.2 / epoch,
                    ["accuracy"] = auc - 0.05 - 0.2 / epoch,
                    ["precision"] = auc - 0.1 - 0.2 / epoch,
                },
                IsBest = epoch == 12,
            }),
        ],
        Configuration = JsonElement.Parse(
            $$$"""{"dataset":{"sources":[{"files":["signal.root"],"label":1,"entries":[0,{{{1000 + version}}}]}]}}"""),
        Importances = [new("Jet_pt", 0.21, 0.01), new("MET_pt", 0.08, 0.01)],
        Versions = new Dictionary<string, string> { [".NET"] = "10.0.4", ["TorchSharp"] = "0.107.0" },
        Statistics =
        [
            new ColumnSummary
            {
                Name = "MET_pt", Count = 900, Minimum = 10, Maximum = 200, Mean = 38.5, Median = 31.25, Quantile75 = 52,
                Edges = [20, 30, 50], Fractions = [0.25, 0.25, 0.25, 0.25],
            },
            new ColumnSummary { Name = "Jet_pt", Count = 2400, NotFinite = 24, Median = 38.5, Quantile75 = 61.5 },
        ],
        Collections = [new CollectionSummary("Jet", 900, 2.5, 9, 0.125)],
        Data = new DataFingerprint
        {
            FileCount = 2,
            Entries = 2000,
            TrainingEntries = 1500,
            ValidationEntries = 400,
            DroppedEntries = 100,
            SplitBy = ["identity"],
            Files =
            [
                new DataFile("signal.root", "Events", new Guid("c0ffee00-0000-4000-8000-000000000001"), 812_345, 1000)
                    { Checksum = $"sha256-parts:{new string('a', 64)}" },
                new DataFile("background.root", "Events", new Guid("c0ffee00-0000-4000-8000-000000000002"), 923_456, 1000),
            ],
        },
    };
}
