using Hep.Root.IO.Trees.Reading;

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>What the readers of a batch hand over: offsets of levels and values, which several columns may share.</summary>
/// <param name="columns">The columns that are made of them.</param>
/// <param name="streamed">Those that are made of objects.</param>
/// <param name="readers">The number of readers.</param>
internal sealed class NTuplePieces(IReadOnlyList<BatchColumn> columns, IReadOnlyList<StreamedColumns> streamed, int readers) : BatchPieces
{
    /// <summary>What each reader is to decode.</summary>
    public Portion?[] Portions { get; } = new Portion?[readers];

    /// <summary>The values that each reader hands over; each reader writes its own.</summary>
    public IDisposable?[] Values { get; } = new IDisposable?[readers];

    /// <summary>The offsets of each level.</summary>
    public required OffsetPieces Offsets { get; init; }

    /// <summary>The entries of the batch.</summary>
    public required int EntryCount { get; init; }

    public override void Compose(BatchDraft draft)
    {
        foreach (BatchColumn column in columns) draft.Columns[column.Target] = column.Compose(this);
        foreach (StreamedColumns objects in streamed) objects.Compose(draft, this);
    }

    public override void Dispose()
    {
        foreach (IDisposable? values in Values) values?.Dispose();
        Array.Clear(Values);
        Offsets.Dispose();
    }
}
