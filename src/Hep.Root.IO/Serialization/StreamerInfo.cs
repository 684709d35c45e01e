namespace Hep.Root.IO.Serialization;

/// <summary>The layout of one version of a class (TStreamerInfo).</summary>
internal sealed record StreamerInfo(string ClassName, int Version, uint Checksum, IReadOnlyList<StreamerElement> Elements)
{
    /// <summary>Whether the base classes stand there without byte counts, as ROOT wrote them before version 3.</summary>
    public bool HasUncountedBases { get; init; }

    /// <summary>Layouts are equal here where their objects have the same bytes and the same columns; comments may differ.</summary>
    public static IEqualityComparer<StreamerInfo> ByForm { get; } = EqualityComparer<StreamerInfo>.Create(
        (one, other) => ReferenceEquals(one, other) || (one is not null && other is not null && one.StoresSame(other)),
        info => info.FormHash());

    private bool StoresSame(StreamerInfo other) => Elements.Count == other.Elements.Count && Elements.Zip(other.Elements).All(e =>
        FormOf(e.First) == FormOf(e.Second) && e.First.ArrayDimensions.AsSpan().SequenceEqual(e.Second.ArrayDimensions.AsSpan()));

    // All that is compared is in it: versions that differ in one thing alone would else be compared each with each.
    private int FormHash()
    {
        HashCode hash = new();
        foreach (StreamerElement element in Elements)
        {
            hash.Add(FormOf(element));
            foreach (int size in element.ArrayDimensions) hash.Add(size);
        }
        return hash.ToHashCode();
    }

    private static (string, int, string, int, string, int, int, StoredNumber?) FormOf(StreamerElement element) =>
        (element.Name, element.Type, element.TypeName, element.ArrayLength, element.CountName, element.BaseVersion, element.ContainedCode,
            StoredNumber.Of(element));
}
