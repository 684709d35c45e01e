namespace Hep.Train.ML;

/// <summary>The words by which the section spells choices.</summary>
internal static class MLNetWords
{
    public static readonly (string Word, ModelKind Value)[] Kinds =
        [("boosted_trees", ModelKind.BoostedTrees), ("linear", ModelKind.Linear)];

    public static readonly (string Word, TreeLearner Value)[] Learners =
        [("auto", TreeLearner.Auto), ("lightgbm", TreeLearner.LightGbm), ("fasttree", TreeLearner.FastTree)];

    public static readonly (string Word, LinearSolver Value)[] Solvers =
        [("auto", LinearSolver.Auto), ("lbfgs", LinearSolver.Lbfgs), ("sdca", LinearSolver.Sdca)];
}
