namespace Hep.Train.Python.Tests;

/// <summary>Parts of scripts that tests put together.</summary>
internal static class SampleScripts
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
}
