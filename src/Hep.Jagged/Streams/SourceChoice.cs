namespace Hep.Jagged;

/// <summary>Keeps the entries of some sources of a dataset.</summary>
internal static class SourceChoice
{
    /// <summary>The step for sources by their index.</summary>
    public static Func<EntryBatch, EntryBatch?> Begin(IReadOnlyList<int> sources) => batch =>
    {
        EntryIdentities identities = batch.Identities;
        bool[] isKept = [.. identities.Sources.Select(s => sources.Contains(s.DatasetSource))];
        using SharedMemory<bool> memory = SharedMemory<bool>.Rent(batch.EntryCount);
        Span<bool> marks = memory.Span;
        ReadOnlySpan<int> indices = identities.SourceIndices;
        for (int i = 0; i < marks.Length; i++) marks[i] = isKept[indices[i]];
        return EntryFilter.Keep(batch, marks);
    };
}
