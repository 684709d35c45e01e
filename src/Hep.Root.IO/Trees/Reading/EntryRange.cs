namespace Hep.Root.IO.Trees.Reading;

/// <summary>Consecutive entries of a tree.</summary>
/// <param name="First">The first one.</param>
/// <param name="End">The one behind the last.</param>
internal readonly record struct EntryRange(long First, long End)
{
    public int Count => checked((int)(End - First));
}
