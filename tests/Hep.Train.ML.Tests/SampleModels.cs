namespace Hep.Train.ML.Tests;

/// <summary>A model of each learner, quickly trained.</summary>
internal static class SampleModels
{
    public static IReadOnlyList<MLNetSpecification> All { get; } =
    [
        Trees(TreeLearner.LightGbm), Trees(TreeLearner.FastTree), new() { Kind = ModelKind.Linear },
        new() { Kind = ModelKind.Linear, Linear = new() { Solver = LinearSolver.Sdca } },
    ];

    public static MLNetSpecification Trees(TreeLearner learner) =>
        new() { Threads = 1, BoostedTrees = new() { Learner = learner, Iterations = 20 } };

    /// <summary>Trees that would grow for an hour.</summary>
    public static MLNetSpecification Endless(TreeLearner learner) => new()
    {
        Threads = 1,
        BoostedTrees = new() { Learner = learner, Iterations = 100_000, LearningRate = 1e-4, Leaves = 300, MinimumEntries = 1 },
    };

    /// <summary>An engine; the test is skipped where LightGBM, if it is wanted, does not load.</summary>
    public static MLNetEngine New(MLNetSpecification specification)
    {
        if (specification is { Kind: ModelKind.BoostedTrees, BoostedTrees.Learner: TreeLearner.LightGbm }
            && !MLNetEngine.IsLightGbmAvailable(out string? why)) Assert.Ignore(why);
        return new MLNetEngine(specification);
    }
}
