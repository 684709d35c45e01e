namespace Hep.Train.ML;

/// <summary>Which library grows boosted trees.</summary>
public enum TreeLearner
{
    /// <summary>LightGBM where its native library loads, FastTree elsewhere.</summary>
    Auto,
    /// <summary>LightGBM: knows missing values, and finds for each question the side where they belong.</summary>
    LightGbm,
    /// <summary>ML.NET's own: missing values are below all others.</summary>
    FastTree,
}
