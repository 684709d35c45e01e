namespace Hep.Root.IO.Serialization;

/// <summary>The layout of one version of a class (TStreamerInfo).</summary>
internal sealed record StreamerInfo(string ClassName, int Version, uint Checksum, IReadOnlyList<StreamerElement> Elements)
{
    /// <summary>Whether the base classes stand there without byte counts, as ROOT wrote them before version 3.</summary>
    public bool HasUncountedBases { get; init; }

    /// <summary>Whether objects of another version have the same bytes; comments may differ.</summary>
    public bool StoresSame(StreamerInfo other) => Elements.Count == other.Elements.Count && Elements.Zip(other.Elements).All(e =>
        (e.First.Name, e.First.Type, e.First.TypeName, e.First.ArrayLength, e.First.CountName, e.First.BaseVersion)
            == (e.Second.Name, e.Second.Type, e.Second.TypeName, e.Second.ArrayLength, e.Second.CountName, e.Second.BaseVersion)
        && Equals(StoredNumber.Of(e.First), StoredNumber.Of(e.Second)));
}
