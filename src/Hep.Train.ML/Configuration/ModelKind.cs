namespace Hep.Train.ML;

/// <summary>What ML.NET trains.</summary>
public enum ModelKind
{
    /// <summary>
    /// Decision trees, each of which learns what those before it leave wrong (Friedman, Annals of Statistics 29 (2001) 1189).
    /// </summary>
    BoostedTrees,
    /// <summary>A weighted sum of the cells: logistic regression for classes.</summary>
    Linear,
}
