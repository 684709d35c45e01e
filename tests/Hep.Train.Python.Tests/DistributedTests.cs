using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Hep.Testing;

namespace Hep.Train.Python.Tests;

/// <summary>Several processes that train one model together, started by PyTorch's own launcher.</summary>
[NonParallelizable]
[Platform("Linux")]
public sealed class DistributedTests
{
    private static readonly string[] Losses = ["loss", "validation_loss"];

    [Test]
    public async Task Two_processes_have_the_losses_of_one_with_their_batches_together()
    {
        string python = Interpreter.With("torch"), folder = TestData.NewFolder();
        string samples = Path.Combine(TestData.Repository, "samples");
        File.WriteAllText(Path.Combine(folder, "c.json"), $$"""
            {
              "dataset": { "sources": [ { "files": ["{{samples}}/data/signal.root"], "label": 1, "entries": [0, 2000] },
                                        { "files": ["{{samples}}/data/background.root"], "label": 0, "entries": [0, 2000] } ] },
              "features": { "columns": ["MET_pt", "PV_npvs", "Jet_pt"], "scaling": { "*": "standard" }, "padding": 0 },
              "python": { "script": "{{samples}}/python/pytorch_distributed.py", "interpreter": "{{python}}", "timeout": 120 },
              "training": { "engine": "python", "epochs": 4, "batch": 64, "learning_rate": 0.01, "seed": 3 }
            }
            """);
        string[] train = ["dotnet", "exec", ToolProgram.Path, "train", "c.json", "-o"];

        await RunAsync(folder, [.. train, "one.onnx"]);
        // PyTorch 1.13 under Python 3.11 cannot leave the output where it is: its default is no member of an enumeration any more.
        await RunAsync(folder, [python, "-m", "torch.distributed.run", "--standalone", "--no_python", "--nproc_per_node", "2",
            "--redirects", "1", "--tee", "1", .. train, "two.onnx"]);

        double[] one = History("one"), two = History("two");
        TestContext.Out.WriteLine(string.Join(' ', one.Select((l, i) => string.Create(CultureInfo.InvariantCulture, $"{l:R}/{two[i]:R}"))));
        Assert.That(one, Has.Length.EqualTo(8));
        Assert.That(two, Is.EqualTo(one).Within(1e-5));   // sums in another order
        Assert.That(one[^2], Is.LessThan(one[0]));

        double[] History(string name)
        {
            using JsonDocument history = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, $"{name}.history.json")));
            return [.. history.RootElement.EnumerateArray().SelectMany(e => Losses.Select(l => e.GetProperty(l).GetDouble()))];
        }
    }

    private static async Task RunAsync(string folder, string[] command)
    {
        ProcessStartInfo start = new(command[0], command[1..])
            { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["OMP_NUM_THREADS"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(3));
        Assert.That(process.ExitCode, Is.Zero, $"{await output}\n{await error}");
    }
}
