namespace Hep.Root.IO;

/// <summary>Reads records from the columns of one batch; the source generator writes its heirs.</summary>
/// <typeparam name="T">The record.</typeparam>
public abstract class RecordReader<T>
{
    /// <summary>Reads consecutive entries.</summary>
    /// <param name="first">The first one's place in the batch; that and what follows must lie in it.</param>
    /// <param name="records">Where they go.</param>
    public abstract void Read(int first, Span<T> records);
}
