using System.Security.Cryptography;
using Hep.Inference;
using Hep.Inference.OnnxRuntime;
using Hep.Jagged;
using Hep.Onnx;
using Hep.Testing;
using Hep.Train.Tests;

namespace Hep.Train.Python.Tests;

/// <summary>Models that were trained elsewhere, made models that take raw events.</summary>
public sealed class ImportedModelTests
{
    private static readonly SyntheticEvents Events = new(300);

    private static readonly FeatureSpecification Features = FeatureSpecification.FromJson(
        """{ "features": { "columns": ["x", "Jet_pt"], "scaling": { "*": "standard" }, "padding": 0 } }""");

    private const string MakeModule = """
        import sys, torch
        torch.manual_seed(1)
        model = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1))
        """;

    [TestCase("torch.save(model, sys.argv[1])")]
    [TestCase("torch.jit.script(model).save(sys.argv[1])")]
    public async Task A_stored_module_of_PyTorch_takes_raw_events(string save)
    {
        string python = Interpreter.With("torch"), module = Path.Combine(TestData.NewFolder(), "model.pt");
        using (System.Diagnostics.Process make = System.Diagnostics.Process.Start(python, ["-c", $"{MakeModule}\n{save}", module]))
            await make.WaitForExitAsync();

        OnnxModel model = await ImportedModel.FromPythonAsync(
            module, await PipelineAsync(), Events, new ImportOptions(), new PythonOptions { Interpreter = python });

        Assert.That(await ScoresAsync(model), Has.Length.EqualTo(300).And.All.InRange(0, 1));
        Assert.That(model.Card!.Engine, Does.StartWith("python 3."));
        Assert.That(model.Verify(), Is.EqualTo(ModelSeal.Holds));
    }

    [Test]
    public async Task A_script_that_loads_weights_makes_a_model()
    {
        string script = Path.Combine(TestData.NewFolder(), "model.py");
        File.WriteAllText(script, $"import hep\n{MakeModule}\nhep.use(model)");

        OnnxModel model = await ImportedModel.FromPythonAsync(script, await PipelineAsync(), Events, new ImportOptions(),
            new PythonOptions { Interpreter = Interpreter.With("torch") });

        Assert.That((await ScoresAsync(model)).Distinct().Count(), Is.GreaterThan(100));
        string digest = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(script)));
        Assert.That(model.Card!.Model!.Value.GetRawText(),
            Is.EqualTo($$"""{"kind":"script","script":"model.py","digest":"sha256:{{digest}}"}"""));
    }

    [Test]
    public async Task A_file_that_holds_no_module_is_refused()
    {
        string python = Interpreter.With("torch"), file = Path.Combine(TestData.NewFolder(), "model.pt");
        using (System.Diagnostics.Process make = System.Diagnostics.Process.Start(python,
            ["-c", $"{MakeModule}\ntorch.save(model.state_dict(), sys.argv[1])", file])) await make.WaitForExitAsync();
        FeaturePipeline pipeline = await PipelineAsync();

        Assert.That(async () => await ImportedModel.FromPythonAsync(file, pipeline, Events, new(), new() { Interpreter = python }),
            Throws.TypeOf<TrainingException>().With.Message.Contains("holds OrderedDict, no module"));
    }

    [Test]
    public async Task An_ONNX_model_gets_our_names_and_takes_raw_events()
    {
        OnnxModel imported = await ImportedModel.FromOnnxAsync(Foreign(4), await PipelineAsync(), Events, new ImportOptions());

        Assert.That(imported.Inputs.Single().Name, Is.EqualTo("features"));
        Assert.That(imported.Outputs.Single().Name, Is.EqualTo("score"));
        Assert.That(await ScoresAsync(imported), Has.Length.EqualTo(300).And.All.InRange(0, 1));
    }

    [Test]
    public async Task An_ONNX_model_that_does_not_fit_is_refused()
    {
        FeaturePipeline pipeline = await PipelineAsync();

        Assert.That(async () => await ImportedModel.FromOnnxAsync(Foreign(5), pipeline, Events, new()),
            Throws.TypeOf<TrainingException>().With.Message.Contains("its pipeline makes [-1, 4]"));
        Assert.That(async () => await ImportedModel.FromOnnxAsync(Foreign(4), pipeline, Events, new() { Inputs = ["features", "mask"] }),
            Throws.TypeOf<TrainingException>().With.Message.Contains("takes 1 inputs"));
        Assert.That(async () => await ImportedModel.FromOnnxAsync(Foreign(4, isProbability: false), pipeline, Events, new()),
            Throws.TypeOf<TrainingException>().With.Message.Contains("no probability"));
    }

    private static OnnxModel Foreign(int width, bool isProbability = true)
    {
        OnnxGraph graph = new("foreign");
        OnnxValue x = graph.Dense(graph.AddInput("input_1", width), [.. Enumerable.Repeat(9f, width)], [0f], "dense");
        graph.AddOutput("output_7", isProbability ? graph.Sigmoid(x) : x);
        return graph.ToModel();
    }

    private static async Task<FeaturePipeline> PipelineAsync() =>
        FeaturePipeline.Create(Features, await FeatureStatistics.CollectAsync(Events, Features));

    private static async Task<float[]> ScoresAsync(OnnxModel model)
    {
        List<float> scores = [];
        await using OnnxPredictor predictor = OnnxPredictor.Load(model.ToArray());
        await foreach (EntryBatch batch in Events.ReadAsync())
            using (batch)
            using (Predictions predictions = await predictor.PredictAsync(batch)) scores.AddRange(predictions["score"].Get<float>());
        return [.. scores];
    }
}
