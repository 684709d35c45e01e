using Hep.Root.IO.Trees.Reading;

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>A column of an RNTuple as a part that is read.</summary>
internal abstract class ColumnReader : PartReader
{
    /// <summary>Finds the pages of a batch that are not kept of the one before.</summary>
    public abstract void Plan(BatchDraft draft, NTuplePieces pieces, Portion portion);
}
