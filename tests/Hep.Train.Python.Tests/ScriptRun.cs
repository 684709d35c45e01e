using Hep.Jagged;
using Hep.Testing;
using Hep.Train.Tests;

namespace Hep.Train.Python.Tests;

/// <summary>A script that a test writes, trained with on events that a program makes.</summary>
internal sealed class ScriptRun(string code)
{
    private static readonly FeatureSpecification Features = FeatureSpecification.FromJson(
        """{ "features": { "columns": ["x", "noise", "Jet_pt"], "scaling": { "*": "standard" }, "padding": 0 } }""");

    public PythonOptions Options { get; init; } = new() { Timeout = TimeSpan.FromMinutes(1) };

    public TrainingOptions Training { get; init; } = new() { Epochs = 3, Batch = 50, Seed = 1 };

    public IBatchSource Data { get; init; } = new SyntheticEvents(1000);

    public string[] Modules { get; init; } = [];

    public string Path { get; } = Write(code);

    public PythonEngine NewEngine() => new(Path, Options with
    {
        Interpreter = Options.Interpreter == new PythonOptions().Interpreter ? Interpreter.With(Modules) : Options.Interpreter,
    });

    public async Task<TrainingResult> FitAsync(CancellationToken cancellationToken = default)
    {
        using PythonEngine engine = NewEngine();
        return await Trainer.FitAsync(Data, Features, engine, Training, cancellationToken: cancellationToken);
    }

    private static string Write(string code)
    {
        string path = System.IO.Path.Combine(TestData.NewFolder("script"), "train.py");
        File.WriteAllText(path, code);
        return path;
    }
}
