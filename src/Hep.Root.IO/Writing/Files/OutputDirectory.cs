using Hep.Root.IO.Writing.Objects;

namespace Hep.Root.IO.Writing.Files;

/// <summary>
/// A directory of a file that is written: its keys, newest first among those of one name, and where they were listed last.
/// </summary>
internal sealed class OutputDirectory(string name, OutputDirectory? parent)
{
    /// <summary>Bytes of its description, with room for wide places in either form.</summary>
    public const int DescriptionBytes = 60;

    private const int Version = 5, BigVersion = 1005;

    private readonly List<RecordKey> _keys = [];
    private readonly Dictionary<string, OutputDirectory> _children = new(StringComparer.Ordinal);

    private readonly HashSet<string> _reserved = new(StringComparer.Ordinal);

    public string Name => name;

    public OutputDirectory? Parent => parent;

    /// <summary>The record of the directory: what its keys call their mother.</summary>
    public required RecordKey Key { get; init; }

    /// <summary>Where the description of the directory lies.</summary>
    public required long DescriptionSeek { get; init; }

    public required uint Created { get; init; }

    public Guid Id { get; init; } = Guid.NewGuid();

    /// <summary>The list of keys as it was written last; null before.</summary>
    public RecordKey? KeyList { get; set; }

    /// <summary>Whether keys changed since.</summary>
    public bool IsChanged { get; private set; } = true;

    public IReadOnlyList<RecordKey> Keys => _keys;

    public IReadOnlyCollection<OutputDirectory> Children => _children.Values;

    public OutputDirectory? Child(string childName) => _children.GetValueOrDefault(childName);

    public void AddChild(OutputDirectory child)
    {
        _children.Add(child.Name, child);
        Add(child.Key);
    }

    /// <summary>Keeps a name for a tree that is open.</summary>
    /// <exception cref="ArgumentException">It is taken by another, or by a directory.</exception>
    public void Reserve(string keyName)
    {
        CheckFree(keyName);
        _reserved.Add(keyName);
    }

    /// <summary>Gives a name free again.</summary>
    public void Release(string keyName) => _reserved.Remove(keyName);

    /// <exception cref="ArgumentException">A name is that of a directory, or of a tree that is open.</exception>
    public void CheckFree(string keyName)
    {
        if (Child(keyName) is not null) throw new ArgumentException($"'{keyName}' is a directory.");
        CheckNoTree(keyName);
    }

    /// <exception cref="ArgumentException">A name is that of a tree that is open.</exception>
    public void CheckNoTree(string keyName)
    {
        if (_reserved.Contains(keyName))
            throw new ArgumentException($"'{keyName}' is a tree that is being written: complete it first, or take another name.");
    }

    /// <summary>The cycle that the next object of a name gets.</summary>
    public int NextCycle(string keyName) => 1 + _keys.Where(k => k.Name == keyName).Select(k => k.Cycle).DefaultIfEmpty(0).Max();

    /// <summary>Lists a record.</summary>
    public void Add(RecordKey key)
    {
        int same = _keys.FindIndex(k => k.Name == key.Name);
        _keys.Insert(same < 0 ? _keys.Count : same, key);
        IsChanged = true;
    }

    /// <summary>Lists a record no more.</summary>
    public void Remove(RecordKey key)
    {
        _keys.Remove(key);
        IsChanged = true;
    }

    public void Listed(RecordKey list) => (KeyList, IsChanged) = (list, false);

    /// <summary>The list of keys: copies of their heads.</summary>
    public void WriteKeys(ObjectBuffer buffer)
    {
        buffer.Write(_keys.Count);
        foreach (RecordKey key in _keys) key.Write(buffer);
    }

    /// <summary>The description (TDirectoryFile::FillBuffer).</summary>
    public void WriteDescription(ObjectBuffer buffer, uint changed)
    {
        int start = buffer.Length;
        bool isBig = Math.Max(Key.Seek, KeyList?.Seek ?? 0) >= OutputFile.BigStart;
        buffer.Write((ushort)(isBig ? BigVersion : Version));
        buffer.Write(Created);
        buffer.Write(changed);
        buffer.Write(KeyList?.RecordBytes ?? 0);
        buffer.Write((int)(DescriptionSeek - Key.Seek));    // fNbytesName: what lies before the description in its record
        buffer.WriteSeek(Key.Seek, isBig);
        buffer.WriteSeek(Parent?.Key.Seek ?? 0, isBig);
        buffer.WriteSeek(KeyList?.Seek ?? 0, isBig);
        FileIdentity.Write(buffer, Id);
        while (buffer.Length < start + DescriptionBytes) buffer.Write((byte)0);
    }
}
