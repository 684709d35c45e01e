namespace Hep.Jagged;

/// <summary>The words by which documents spell choices: read and written from one table each.</summary>
internal static class SpecificationWords
{
    public static ReadOnlySpan<(string Word, ScalingKind Value)> Scaling => ScalingTable;

    public static ReadOnlySpan<(string Word, OverflowPolicy Value)> Overflow => OverflowTable;

    public static ReadOnlySpan<(string Word, PadMode Value)> PadModes => PadModeTable;

    public static ReadOnlySpan<(string Word, ConstantHandling Value)> Constant => ConstantTable;

    public static ReadOnlySpan<(string Word, CategoryEncoding Value)> Encoding => EncodingTable;

    public static ReadOnlySpan<(string Word, NanPolicy Value)> Nan => NanTable;

    public static ReadOnlySpan<(string Word, CollisionRule Value)> Collision => CollisionTable;

    private static readonly (string, ScalingKind)[] ScalingTable =
        [("none", ScalingKind.None), ("minmax", ScalingKind.MinMax), ("standard", ScalingKind.Standard), ("robust", ScalingKind.Robust),
            ("log", ScalingKind.Log)];

    private static readonly (string, OverflowPolicy)[] OverflowTable =
        [("truncate", OverflowPolicy.Truncate), ("error", OverflowPolicy.Error)];

    private static readonly (string, PadMode)[] PadModeTable = [("constant", PadMode.Constant), ("wrap", PadMode.Wrap)];

    private static readonly (string, ConstantHandling)[] ConstantTable = [("zero", ConstantHandling.Zero), ("keep", ConstantHandling.Keep)];

    private static readonly (string, CategoryEncoding)[] EncodingTable =
        [("onehot", CategoryEncoding.OneHot), ("index", CategoryEncoding.Index)];

    private static readonly (string, NanPolicy)[] NanTable =
        [("mask", NanPolicy.Mask), ("keep", NanPolicy.Keep), ("error", NanPolicy.Error)];

    private static readonly (string, CollisionRule)[] CollisionTable =
        [("sum", CollisionRule.Sum), ("max", CollisionRule.Maximum), ("first", CollisionRule.First), ("last", CollisionRule.Last),
            ("error", CollisionRule.Error)];

    /// <summary>The word of a value that has one.</summary>
    public static string Of<T>(ReadOnlySpan<(string Word, T Value)> words, T value)
    {
        foreach ((string word, T candidate) in words)
            if (EqualityComparer<T>.Default.Equals(candidate, value)) return word;
        throw new ArgumentOutOfRangeException(nameof(value), value, "No word stands for this value.");
    }
}
