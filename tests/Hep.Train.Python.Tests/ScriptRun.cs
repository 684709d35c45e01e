using Hep.Jagged;
using Hep.Testing;
using Hep.Train.Tests;

namespace Hep.Train.Python.Tests;

/// <summary>A script that a test writes, trained with on events that a program makes.</summary>
internal sealed class ScriptRun(string code)
{
    /// <summary>A logistic regression in NumPy alone, which learns batch by batch and describes itself.</summary>
    public const string Logistic = """
        import numpy as np
        import hep

        class Model:
            weight = np.zeros((1, hep.problem.cells), dtype="float32")
            bias = np.zeros(1, dtype="float32")

        model = Model()
        model.weight, model.bias = Model.weight.copy(), Model.bias.copy()

        def predict(batch):
            return 1 / (1 + np.exp(-(batch.features @ model.weight.T + model.bias)))

        def export():
            return {"form": "layers", "inputs": ["features"], "scaling": [], "head": "sigmoid",
                    "layers": [{"weight": model.weight, "bias": model.bias, "activation": "identity"}]}

        def step(batch, rate=0.5):
            error = (predict(batch)[:, 0] - batch.labels) * batch.weights / len(batch)
            model.weight -= rate * error[None, :] @ batch.features
            model.bias -= rate * error.sum()

        hep.use(model, predict=predict, export=export)

        """;

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
