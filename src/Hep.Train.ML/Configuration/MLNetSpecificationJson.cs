using System.Text.Json;
using Hep.Jagged;

namespace Hep.Train.ML;

/// <summary>The section <c>mlnet</c> as JSON, read strictly.</summary>
internal static class MLNetSpecificationJson
{
    private const int ThreadsAtMost = 1024, IterationsAtMost = 100_000, LeavesAtMost = 1 << 16, BinsAtMost = 1 << 16;

    public static MLNetSpecification Read(string json, string path) => JsonSection.Parse(json, path, Read);

    public static MLNetSpecification ReadConfiguration(string json) =>
        JsonSection.Parse(json, "", root => root["mlnet"] is { } section ? Read(section) : new MLNetSpecification());

    public static string Write(MLNetSpecification specification) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("kind", ConfigurationWords.Of(MLNetWords.Kinds, specification.Kind));
        json.WriteBoolean("use_mask", specification.UseMask);
        json.WriteNumber("threads", specification.Threads);
        Write(json, specification.BoostedTrees);
        Write(json, specification.Linear);
        json.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter json, BoostedTrees trees)
    {
        json.WriteStartObject("boosted_trees");
        json.WriteString("learner", ConfigurationWords.Of(MLNetWords.Learners, trees.Learner));
        json.WriteNumber("iterations", trees.Iterations);
        json.WriteNumber("learning_rate", trees.LearningRate);
        json.WriteNumber("leaves", trees.Leaves);
        json.WriteNumber("minimum_entries", trees.MinimumEntries);
        json.WriteNumber("bins", trees.Bins);
        json.WriteNumber("entry_fraction", trees.EntryFraction);
        json.WriteNumber("cell_fraction", trees.CellFraction);
        json.WriteNumber("l2", trees.L2);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, LinearModel linear)
    {
        json.WriteStartObject("linear");
        json.WriteString("solver", ConfigurationWords.Of(MLNetWords.Solvers, linear.Solver));
        json.WriteNumber("iterations", linear.Iterations);
        json.WriteNumber("l1", linear.L1);
        json.WriteNumber("l2", linear.L2);
        json.WriteEndObject();
    }

    private static MLNetSpecification Read(JsonSection section)
    {
        section.WithOnly("kind", "use_mask", "threads", "boosted_trees", "linear");
        MLNetSpecification defaults = new();
        return new MLNetSpecification
        {
            Kind = section["kind"]?.Word<ModelKind>(MLNetWords.Kinds) ?? defaults.Kind,
            UseMask = section["use_mask"]?.Truth() ?? defaults.UseMask,
            Threads = (int)(section["threads"]?.Integer(0, ThreadsAtMost) ?? defaults.Threads),
            BoostedTrees = section["boosted_trees"] is { } trees ? ReadTrees(trees) : defaults.BoostedTrees,
            Linear = section["linear"] is { } linear ? ReadLinear(linear) : defaults.Linear,
        };
    }

    private static BoostedTrees ReadTrees(JsonSection section)
    {
        section.WithOnly("learner", "iterations", "learning_rate", "leaves", "minimum_entries", "bins",
            "entry_fraction", "cell_fraction", "l2");
        BoostedTrees defaults = new();
        return new BoostedTrees
        {
            Learner = section["learner"]?.Word<TreeLearner>(MLNetWords.Learners) ?? defaults.Learner,
            Iterations = (int)(section["iterations"]?.Integer(1, IterationsAtMost) ?? defaults.Iterations),
            LearningRate = section["learning_rate"]?.Positive() ?? defaults.LearningRate,
            Leaves = (int)(section["leaves"]?.Integer(2, LeavesAtMost) ?? defaults.Leaves),
            MinimumEntries = (int)(section["minimum_entries"]?.Integer(1, int.MaxValue) ?? defaults.MinimumEntries),
            Bins = (int)(section["bins"]?.Integer(2, BinsAtMost) ?? defaults.Bins),
            EntryFraction = section["entry_fraction"] is { } entries ? Part(entries) : defaults.EntryFraction,
            CellFraction = section["cell_fraction"] is { } cells ? Part(cells) : defaults.CellFraction,
            L2 = section["l2"]?.NotNegative() ?? defaults.L2,
        };
    }

    private static LinearModel ReadLinear(JsonSection section)
    {
        section.WithOnly("solver", "iterations", "l1", "l2");
        LinearModel defaults = new();
        return new LinearModel
        {
            Solver = section["solver"]?.Word<LinearSolver>(MLNetWords.Solvers) ?? defaults.Solver,
            Iterations = (int)(section["iterations"]?.Integer(1, IterationsAtMost) ?? defaults.Iterations),
            L1 = section["l1"]?.NotNegative() ?? defaults.L1,
            L2 = section["l2"]?.NotNegative() ?? defaults.L2,
        };
    }

    private static double Part(JsonSection section) =>
        section.Positive() is <= 1 and var part ? part : throw section.Error("A number above 0, at most 1, is expected.");
}
