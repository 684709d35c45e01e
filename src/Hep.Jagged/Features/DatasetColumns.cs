namespace Hep.Jagged;

/// <summary>The columns that a dataset adds to what files hold; they are no features.</summary>
public static class DatasetColumns
{
    /// <summary>What a network is to learn: a number an entry, or a fixed number of them.</summary>
    public const string Label = "hep.label";

    /// <summary>How much an entry counts in training; absent: 1.</summary>
    public const string Weight = "hep.weight";

    /// <summary>Whether a name is one of these, or may become one.</summary>
    public static bool IsReserved(string name) => name.StartsWith("hep.", StringComparison.Ordinal);
}
