using System.Buffers;
using Hep.Root.IO.Compression.Encoders;
using Hep.Root.IO.Serialization;
using Hep.Root.IO.Writing.Objects;

namespace Hep.Root.IO.Writing.Files;

/// <summary>
/// All that makes the records of a file findable: header, directories, lists of keys, streamer infos, unused segments. Saving writes new
/// records first, then header and top directory with one call, and then what other directories say: whoever is killed in between leaves
/// what was saved before. Whoever calls holds <see cref="OutputFile.Gate"/>.
/// </summary>
internal sealed class FileTables
{
    // The release of ROOT whose classes are written (WrittenLayouts.txt).
    private const int RootVersion = 62_400, BigFile = 1_000_000;

    private const int Begin = 100;

    private readonly OutputFile _file;
    private readonly RootCompression _compression;
    private readonly TimeProvider _clock;
    private readonly Guid _id = Guid.NewGuid();
    private readonly FreeSegments _free = new();
    private readonly List<(long Start, long Bytes)> _gaps = [];
    private readonly HashSet<string> _classes = new(StringComparer.Ordinal);
    private readonly Dictionary<LayoutIdentity, StoredInfo> _copied = [];
    private readonly string _title;
    private RecordKey? _infos, _freeList;
    private int _describedClasses = -1;

    private FileTables(OutputFile file, RootCompression compression, TimeProvider clock, string title, RecordKey top)
    {
        (_file, _compression, _clock, _title) = (file, compression, clock, title);
        Top = new OutputDirectory(top.Name, parent: null)
        {
            Key = top,
            DescriptionSeek = Begin + top.RecordBytes - OutputDirectory.DescriptionBytes,
            Created = Now,
            Id = _id,
        };
    }

    /// <summary>The top directory.</summary>
    public OutputDirectory Top { get; }

    public uint Now => RootDate.Of(_clock.GetLocalNow());

    /// <summary>Creates a file without objects; it is one that can be read.</summary>
    public static async Task<FileTables> CreateAsync(
        string path, RootWriteOptions options, CancellationToken cancellationToken)
    {
        (TimeProvider clock, string title) = (options.TimeProvider, options.Title);
        string name = Path.GetFileName(path);
        RecordKey.CheckLength("TFile", name, title);
        int bytes = ObjectBuffer.BytesOf(name) + ObjectBuffer.BytesOf(title) + OutputDirectory.DescriptionBytes;
        RecordKey top = new()
        {
            ClassName = "TFile",
            Name = name,
            Title = title,
            Seek = Begin,
            StoredBytes = bytes,
            PlainBytes = bytes,
            Date = RootDate.Of(clock.GetLocalNow()),
        };
        OutputFile file = OutputFile.Create(path, options.PartPath, Begin + top.RecordBytes);
        FileTables tables = new(file, options.Compression, clock, title, top);
        try
        {
            await tables.SaveAsync(cancellationToken).ConfigureAwait(false);
            return tables;
        }
        catch
        {
            file.Discard();
            throw;
        }
    }

    /// <summary>The bytes.</summary>
    public OutputFile File => _file;

    /// <summary>How records are compressed.</summary>
    public RootCompression Compression => _compression;

    /// <summary>Says that objects of a class are in the file.</summary>
    public void Describe(string className) => _classes.Add(className);

    /// <summary>Says that objects of a class may be in the file that another file described so.</summary>
    public void Describe(StoredInfo info) => _copied.TryAdd(info.Identity, info);

    /// <summary>Appends a record of a directory, which lists it from the next save on.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="key">Class, name, title and cycle.</param>
    /// <param name="write">Writes the payload, for whose places the length of the key has to be known.</param>
    /// <param name="cancellationToken">Ends it before anything is listed.</param>
    public async Task<RecordKey> AddAsync(
        OutputDirectory directory, RecordKey key, Action<ObjectBuffer> write, CancellationToken cancellationToken)
    {
        RecordKey written = await AppendAsync(
            key with { ParentSeek = directory.Key.Seek }, write, _compression, cancellationToken).ConfigureAwait(false);
        directory.Add(written);
        return written;
    }

    /// <summary>Makes a directory in another.</summary>
    public async Task<OutputDirectory> AddDirectoryAsync(
        OutputDirectory parent, string name, string title, CancellationToken cancellationToken)
    {
        RecordKey key = await AppendAsync(
            new RecordKey { ClassName = "TDirectory", Name = name, Title = title, ParentSeek = parent.Key.Seek },
            buffer => buffer.Write(new byte[OutputDirectory.DescriptionBytes]), RootCompression.None, cancellationToken)
            .ConfigureAwait(false);
        OutputDirectory directory = new(name, parent) { Key = key, DescriptionSeek = key.Seek + key.Length, Created = Now };
        parent.AddChild(directory);
        return directory;
    }

    /// <summary>Lists a record no more; its space is unused once that is saved.</summary>
    public void Remove(OutputDirectory directory, RecordKey key)
    {
        directory.Remove(key);
        _gaps.Add((key.Seek, key.RecordBytes));
    }

    /// <summary>Leaves out a stretch of the file, as a large object that was deleted.</summary>
    public void LeaveOut(int bytes) => _gaps.Add((_file.Take(bytes), bytes));

    /// <summary>Makes all that was added findable.</summary>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        await SaveInfosAsync(cancellationToken).ConfigureAwait(false);
        List<OutputDirectory> listed = [];
        await SaveKeysAsync(Top, listed, cancellationToken).ConfigureAwait(false);
        (long Start, long Bytes)[] gaps = FreeGaps();
        await SaveFreeListAsync(cancellationToken).ConfigureAwait(false);
        await SaveHeaderAsync(cancellationToken).ConfigureAwait(false);
        foreach (OutputDirectory directory in listed) await DescribeAsync(directory, cancellationToken).ConfigureAwait(false);
        foreach ((long start, long bytes) in gaps) await MarkGapAsync(start, bytes, cancellationToken).ConfigureAwait(false);
    }

    private async Task SaveInfosAsync(CancellationToken cancellationToken)
    {
        if (_classes.Count + _copied.Count == _describedClasses) return;
        IReadOnlyList<WrittenLayout> layouts = WrittenLayout.WithParts(_classes);
        HashSet<(string, int)> own = [.. layouts.Select(l => (l.ClassName, l.Version))];
        StoredInfo[] copied = [.. _copied.Values.Where(i => !own.Contains((i.Identity.ClassName, i.Identity.Version)))];
        Forget(_infos);
        _infos = await AppendAsync(
            new RecordKey { ClassName = "TList", Name = "StreamerInfo", Title = "Doubly linked list", ParentSeek = Begin },
            buffer => StreamerInfoRecord.Write(buffer, layouts, copied), _compression, cancellationToken).ConfigureAwait(false);
        _describedClasses = _classes.Count + _copied.Count;
    }

    // A directory that was there tells of its new list behind the header, which says how far the file goes. A new one does so at once: the
    // list that tells of it is not found yet.
    private async Task SaveKeysAsync(OutputDirectory directory, List<OutputDirectory> listed, CancellationToken cancellationToken)
    {
        foreach (OutputDirectory child in directory.Children) await SaveKeysAsync(child, listed, cancellationToken).ConfigureAwait(false);
        if (!directory.IsChanged) return;
        bool isNew = directory.KeyList is null;
        Forget(directory.KeyList);
        RecordKey key = new()
        {
            ClassName = directory.Key.ClassName,
            Name = directory.Key.Name,
            Title = directory.Key.Title,
            ParentSeek = directory.Key.Seek,
        };
        directory.Listed(await AppendAsync(key, directory.WriteKeys, RootCompression.None, cancellationToken).ConfigureAwait(false));
        if (directory.Parent is null) return;               // the top one goes with the header
        if (isNew) await DescribeAsync(directory, cancellationToken).ConfigureAwait(false);
        else listed.Add(directory);
    }

    private async Task DescribeAsync(OutputDirectory directory, CancellationToken cancellationToken)
    {
        using ObjectBuffer buffer = new(0);
        directory.WriteDescription(buffer, Now);
        await _file.WriteAsync(buffer.Written.ToArray(), directory.DescriptionSeek, cancellationToken).ConfigureAwait(false);
    }

    // The list says where the file ends, which is behind the list.
    private async Task SaveFreeListAsync(CancellationToken cancellationToken)
    {
        bool isBig = _file.End >= OutputFile.BigStart / 2;  // in good time: its own length decides whether it has to be
        RecordKey key = new()
        {
            ClassName = Top.Key.ClassName, Name = Top.Key.Name, Title = _title, ParentSeek = Begin, IsBig = isBig,
        };
        using ObjectBuffer sizing = new(0);
        _free.Write(sizing, _file.End, isBig);
        long end = _file.End + key.Length + sizing.Length;
        _freeList = await AppendAsync(key, buffer => _free.Write(buffer, end, isBig), RootCompression.None, cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task SaveHeaderAsync(CancellationToken cancellationToken)
    {
        using ObjectBuffer buffer = new(0);
        long end = _file.End;
        bool isBig = end >= OutputFile.BigStart;
        buffer.Write("root"u8);
        buffer.Write(RootVersion + (isBig ? BigFile : 0));
        buffer.Write(Begin);
        buffer.WriteSeek(end, isBig);
        buffer.WriteSeek(_freeList!.Seek, isBig);
        buffer.Write(_freeList.RecordBytes);
        buffer.Write(_free.Count);
        buffer.Write((int)(Top.DescriptionSeek - Begin));
        buffer.Write((byte)(isBig ? 8 : 4));
        buffer.Write(_compression.Code);
        buffer.WriteSeek(_infos!.Seek, isBig);
        buffer.Write(_infos.RecordBytes);
        FileIdentity.Write(buffer, _id);
        while (buffer.Length < Begin) buffer.Write((byte)0);
        Top.Key.Write(buffer);
        buffer.Write(Top.Key.Name);
        buffer.Write(_title);
        Top.WriteDescription(buffer, Now);
        await _file.WriteAsync(buffer.Written.ToArray(), 0, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Appends a record that no directory lists.</summary>
    public async Task<RecordKey> AppendAsync(
        RecordKey key, Action<ObjectBuffer> write, RootCompression compression, CancellationToken cancellationToken)
    {
        key = Dated(key);
        using ObjectBuffer payload = new(key.Length);
        write(payload);
        return await AppendAsync(key, payload, compression, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A key that is as long as it is going to be where the next record is appended under it.</summary>
    public RecordKey Dated(RecordKey key) => key with { Date = Now, IsBig = key.IsBig || _file.End >= OutputFile.BigStart };

    /// <summary>Appends a record whose payload was made for a key that <see cref="Dated"/> gave.</summary>
    public async Task<RecordKey> AppendAsync(
        RecordKey key, ObjectBuffer payload, RootCompression compression, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> plain = payload.WrittenMemory;
        byte[] compressed = ArrayPool<byte>.Shared.Rent(compression == RootCompression.None ? 0 : plain.Length);
        try
        {
            int bytes = FrameEncoder.Compress(plain.Span, compressed, compression);
            key = key with { PlainBytes = plain.Length, StoredBytes = bytes == 0 ? plain.Length : bytes };
            key = key with { Seek = _file.Take(key.RecordBytes) };
            using ObjectBuffer head = new(0);
            key.Write(head);
            ReadOnlyMemory<byte>[] record = [head.WrittenMemory, bytes == 0 ? plain : compressed.AsMemory(0, bytes)];
            await _file.WriteAsync(record, key.Seek, cancellationToken).ConfigureAwait(false);
            return key;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(compressed);
        }
    }

    /// <summary>Says that a record is no more: its space is unused once that is saved.</summary>
    public void Forget(RecordKey? key)
    {
        if (key is not null) _gaps.Add((key.Seek, key.RecordBytes));
    }

    private (long, long)[] FreeGaps()
    {
        Forget(_freeList);
        (long, long)[] merged = [.. _gaps.Select(g => _free.Add(g.Start, g.Bytes))];
        _gaps.Clear();
        return merged;
    }

    // A record that is no more begins with its length, negative: of what is longer than that can say, piece after piece.
    private async Task MarkGapAsync(long start, long bytes, CancellationToken cancellationToken)
    {
        for (long at = 0; at < bytes; at += OutputFile.BigStart)
        {
            using ObjectBuffer buffer = new(0);
            buffer.Write((int)-Math.Min(bytes - at, OutputFile.BigStart));
            await _file.WriteAsync(buffer.Written.ToArray(), start + at, cancellationToken).ConfigureAwait(false);
        }
    }
}
