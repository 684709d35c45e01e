namespace Hep.Root.IO;

/// <summary>The records of a member that is a record, in one batch, as generated code reads them.</summary>
/// <typeparam name="T">The record.</typeparam>
public readonly struct RecordColumn<T> where T : IRootRecord<T>
{
    private readonly RecordReader<T>? _reader;

    internal RecordColumn(RecordReader<T> reader) => _reader = reader;

    /// <summary>Whether all columns are missing; there are no records then.</summary>
    public bool IsMissing => _reader is null;

    /// <summary>What reads them.</summary>
    public RecordReader<T> Reader => _reader!;

    /// <summary>The record of an entry of the batch.</summary>
    public T this[int entry] => _reader!.Read(entry);
}
