namespace Hep.Root.IO;

/// <summary>
/// Reads records from the columns of one batch; the source generator writes its heirs. Entries of a reader of records in lists are those of
/// all lists of the batch, one behind the other.
/// </summary>
/// <typeparam name="T">The record.</typeparam>
public abstract class RecordReader<T>
{
    /// <summary>Reads consecutive entries.</summary>
    /// <param name="first">The first one's place in the batch; that and what follows must lie in it.</param>
    /// <param name="records">Where they go.</param>
    public abstract void Read(int first, Span<T> records);

    /// <summary>Reads an entry.</summary>
    /// <param name="entry">Its place in the batch; must lie in it.</param>
    public abstract T Read(int entry);
}
