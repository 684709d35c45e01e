using Hep.Tool.Arguments;
using Hep.Tool.Training;
using Hep.Train.TorchSharp;

namespace Hep.Tool.Demonstration;

/// <summary>What a demonstration trains with.</summary>
/// <param name="Name">The engine.</param>
/// <param name="Learner">What learns, in words.</param>
/// <param name="LinesEvery">Epochs, or iterations, from one line to the next.</param>
internal sealed record DemoEngine(string Name, string Learner, int LinesEvery)
{
    private static readonly DemoEngine Network = new(TrainingRun.Torch, "a network", 1),
        Trees = new(TrainingRun.MLNet, "boosted trees", 40);

    /// <summary>
    /// The engine of that name; without a name the network, and boosted trees where libtorch cannot be used, which is said.
    /// </summary>
    public static DemoEngine Choose(Invocation call, string? name)
    {
        if (name is not null) return name == Trees.Name ? Trees : Network;
        if (TorchSharpEngine.IsAvailable(out string? why)) return Network;
        call.Print($"No network can be trained here: {why}");
        call.Print($"Boosted trees, which need no libtorch, are trained in its place, as by hep demo --engine {Trees.Name}.");
        return Trees;
    }
}
