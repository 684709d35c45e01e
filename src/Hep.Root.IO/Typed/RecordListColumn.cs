namespace Hep.Root.IO;

/// <summary>The records of a member that is a list of records, in one batch, as generated code reads them.</summary>
/// <typeparam name="T">The record.</typeparam>
public readonly struct RecordListColumn<T> where T : IRootRecord<T>
{
    private readonly RecordReader<T>? _reader;
    private readonly LevelOffsets _level;

    internal RecordListColumn(RecordReader<T> reader, LevelOffsets level) => (_reader, _level) = (reader, level);

    /// <summary>Whether all columns are missing, and every list empty.</summary>
    public bool IsMissing => _reader is null;

    /// <summary>What reads the records of all lists, one behind the other.</summary>
    public RecordReader<T> Reader => _reader!;

    /// <summary>Which of them are the list of an entry of the batch.</summary>
    public (int First, int Count) this[int entry]
    {
        get
        {
            (int first, int end) = _level[entry];
            return (first, end - first);
        }
    }

    /// <summary>The list of an entry.</summary>
    public T[] ToArray(int entry)
    {
        (int first, int count) = this[entry];
        if (count == 0) return [];
        T[] records = new T[count];
        _reader!.Read(first, records);
        return records;
    }
}
