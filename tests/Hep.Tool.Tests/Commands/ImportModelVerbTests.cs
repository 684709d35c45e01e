using System.Diagnostics;
using Hep.Onnx;
using Hep.Testing;
using Hep.Train.Python.Tests;

namespace Hep.Tool.Tests.Commands;

/// <summary><c>hep import-model</c>: from a model that was trained elsewhere to predictions of raw events.</summary>
public sealed class ImportModelVerbTests
{
    private static readonly string Samples = Path.Combine(TestData.Repository, "samples", "data");

    private string _folder = "";

    [SetUp]
    public void MakeFolder()
    {
        _folder = TestData.NewFolder();
        File.WriteAllText(Path.Combine(_folder, "c.json"), $$"""
            {
              "dataset": { "sources": [ { "files": ["{{Samples}}/signal.root"], "label": 1, "entries": [0, 600] },
                                        { "files": ["{{Samples}}/background.root"], "label": 0, "entries": [0, 600] } ] },
              "features": { "columns": ["MET_pt", "PV_npvs", "Jet_pt"], "collections": { "Jet": { "length": 3 } },
                  "scaling": { "*": "standard" } }
            }
            """);
    }

    /// <summary>The way of who trains in Python on the arrays that hep writes.</summary>
    [TestCase("torch.save(model, 'model.pt')", "model.pt")]
    [TestCase("torch.save(model.state_dict(), 'weights.pt')", "model.py")]
    public async Task A_model_of_PyTorch_becomes_one_that_takes_raw_events(string save, string model)
    {
        string python = Interpreter.With("torch");
        await RunAsync("fit c.json -o stats.json");
        await RunAsync("vectorize c.json --stats stats.json -o train.npz");
        string build = "import torch\ntorch.manual_seed(1)\n"
            + "model = torch.nn.Sequential(torch.nn.Linear(5, 8), torch.nn.ReLU(), torch.nn.Linear(8, 1))\n";
        File.WriteAllText(Path.Combine(_folder, "make.py"), build + $"""
            import numpy
            {save}
            features = torch.from_numpy(numpy.load("train.npz")["features"])
            numpy.save("expected.npy", torch.sigmoid(model(features)).detach().numpy()[:, 0])
            """);
        File.WriteAllText(Path.Combine(_folder, "model.py"), $"""
            import hep, os
            {build}
            model.load_state_dict(torch.load(os.path.join(os.path.dirname(__file__), "weights.pt")))
            hep.use(model)
            """);
        using (Process make = Process.Start(new ProcessStartInfo(python, ["make.py"]) { WorkingDirectory = _folder })!)
            await make.WaitForExitAsync();

        ToolRun import = await RunAsync($"import-model {model} --config c.json --stats stats.json -o served.onnx --interpreter {python}");
        ToolRun scores = await RunAsync($"predict served.onnx {Samples}/signal.root -o -");

        Assert.That(import.Error, Does.Contain($"served.onnx: 5 cells to score; says what {model} says, to 1E-05"));
        float[] expected = ReadFloats(Path.Combine(_folder, "expected.npy"));
        int column = Array.IndexOf(scores.Lines[0].Split(','), "score");
        float[] served = [.. scores.Lines.Skip(1).Take(600).Select(l =>
            float.Parse(l.Split(',')[column], System.Globalization.CultureInfo.InvariantCulture))];
        Assert.That(served, Is.EqualTo(expected[..600]).Within(1e-5f));
        Assert.That((await RunAsync("inspect served.onnx --verify")).Output, Does.Contain("fits graph"));
    }

    [Test]
    public async Task An_ONNX_model_takes_the_pipeline_of_another()
    {
        Foreign(5).Save(Path.Combine(_folder, "theirs.onnx"));
        await RunAsync("import-model theirs.onnx --config c.json -o first.onnx");

        await RunAsync("import-model theirs.onnx --config c.json --pipeline first.onnx -o second.onnx");

        OnnxModel first = OnnxModel.Load(Path.Combine(_folder, "first.onnx"));
        OnnxModel second = OnnxModel.Load(Path.Combine(_folder, "second.onnx"));
        Assert.That(second.Metadata[OnnxModel.PipelineKey], Is.EqualTo(first.Metadata[OnnxModel.PipelineKey]));
        Assert.That(second.Inputs.Single().Name, Is.EqualTo("features"));
        Assert.That(second.Outputs.Single().Name, Is.EqualTo("score"));
    }

    [TestCase("import-model theirs.onnx --config c.json", "-o OUT.onnx")]
    [TestCase("import-model gone.onnx --config c.json -o m.onnx", "There is no model")]
    [TestCase("import-model c.json --config c.json", "is no model that can be taken in")]
    [TestCase("import-model theirs.onnx --config c.json -o theirs.onnx", "--force replaces it")]
    [TestCase("import-model theirs.onnx --config c.json -o m.onnx --stats a --pipeline b", "leave out one of them")]
    [TestCase("import-model theirs.onnx --config c.json -o m.onnx --pipeline theirs.onnx", "carries no pipeline")]
    [TestCase("import-model theirs.onnx --config c.json -o m.onnx --inputs features,mask", "takes 1 inputs")]
    [TestCase("import-model theirs.onnx --config c.json -o m.onnx --outputs 2", "does not give 2 numbers")]
    [TestCase("import-model wide.onnx --config c.json -o m.onnx", "its pipeline makes [-1, 5]")]
    public async Task What_does_not_fit_is_refused(string line, string expected)
    {
        Foreign(5).Save(Path.Combine(_folder, "theirs.onnx"));
        Foreign(6).Save(Path.Combine(_folder, "wide.onnx"));

        ToolRun run = await ToolRun.OfAsync(line, _folder);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain(expected));
        Assert.That(Path.Combine(_folder, "m.onnx"), Does.Not.Exist);
    }

    private static OnnxModel Foreign(int width)
    {
        OnnxGraph graph = new("foreign");
        OnnxValue x = graph.Dense(graph.AddInput("input_1", width), [.. Enumerable.Repeat(0.5f, width)], [0f], "dense");
        graph.AddOutput("output_7", graph.Sigmoid(x));
        return graph.ToModel();
    }

    private async Task<ToolRun> RunAsync(string line) => (await ToolRun.OfAsync(line, _folder)).Succeeded();

    /// <summary>The numbers of a NumPy file of float32, behind its header.</summary>
    private static float[] ReadFloats(string path)
    {
        ReadOnlySpan<byte> bytes = File.ReadAllBytes(path);
        int start = 10 + System.Buffers.Binary.BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]);
        return System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bytes[start..]).ToArray();
    }
}
