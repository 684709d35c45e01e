using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using CommunityToolkit.HighPerformance.Buffers;
using Hep.Jagged;
using Hep.Root.IO.Bytes;
using Hep.Root.IO.Diagnostics;
using Hep.Root.IO.Files;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO;

/// <summary>An open ROOT file: its identity, its directories and keys. Safe for concurrent use.</summary>
[TypeFormatterSource(typeof(NotebookFormatterSource))]
public sealed class RootFile : IPicture, IAsyncDisposable
{
    private const int FirstRead = 64 << 10;

    private readonly FileHeader _header;
    private readonly SemaphoreSlim _infosGate = new(1, 1);
    private StreamerInfos? _infos;

    private RootFile(RecordReader records, FileHeader header, IReadOnlyList<RootKey> keys, Guid id)
    {
        Records = records;
        _header = header;
        Keys = keys;
        Id = id;
    }

    /// <summary>Where the file was opened from, without secrets.</summary>
    public string Location => Records.Source.Location;

    /// <summary>The size in bytes.</summary>
    public long Length => Records.Source.Length;

    /// <summary>The version of ROOT that wrote the file: major × 10 000 + minor × 100 + patch (62404: 6.24/04).</summary>
    public int Version => _header.Version;

    /// <summary>
    /// The file's identity, the same for every copy of it: its UUID, or where that is absent the first half of the
    /// SHA-256 of its length, header and key list.
    /// </summary>
    public Guid Id { get; }

    /// <summary>The keys of the top directory, in stored order, all cycles.</summary>
    public IReadOnlyList<RootKey> Keys { get; }

    /// <summary>
    /// Whether the list of keys was missing or damaged, because a program that wrote the file was interrupted, and the keys were gathered
    /// from the records instead. Objects are then those that reached the disk; trees end with the entries that their last saved header
    /// knows.
    /// </summary>
    public bool IsRecovered { get; private init; }

    /// <summary>The compression that the writer chose for new records; each block tells its own.</summary>
    internal string Compression => _header.CompressionName;

    internal RecordReader Records { get; }

    /// <summary>Opens a file: a path, or a URL (<c>root://</c>, <c>roots://</c>, <c>https://</c>, <c>http://</c>).</summary>
    /// <exception cref="RootException">There is no such file, or it is no ROOT file, or no server gives it.</exception>
    public static async Task<RootFile> OpenAsync(
        string location, RootOpenOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(location);
        options ??= RootOpenOptions.Default;
        IByteSource source = await SourceOpening.OpenAsync(location, options, cancellationToken).ConfigureAwait(false);
        return await FromSourceAsync(source, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens a file that is in memory already.</summary>
    /// <param name="bytes">The whole file; not copied.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="options">Limits and checks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<RootFile> FromMemoryAsync(ReadOnlyMemory<byte> bytes, string name = "memory", RootOpenOptions? options = null,
        CancellationToken cancellationToken = default) =>
        FromSourceAsync(new MemorySource(bytes, name), options, cancellationToken);

    /// <summary>Opens a file through any source, which the file takes over.</summary>
    public static async Task<RootFile> FromSourceAsync(
        IByteSource source, RootOpenOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        options ??= RootOpenOptions.Default;
        using Activity? activity = ReadingActivity.StartFile(source.Location);
        try
        {
            RootFile file = await ReadHeadAsync(new RecordReader(source, options), cancellationToken).ConfigureAwait(false);
            options.Logger.FileOpened(file.Location, file.Length, file.Keys.Count, file.Version);
            if (file.IsRecovered) options.Logger.FileRecovered(file.Location, file.Keys.Count);
            return file;
        }
        catch (Exception failure)
        {
            activity.Notes(failure);
            await source.DisposeAsync().ConfigureAwait(false);
            if (failure is RootException { File: null } root) throw root.In(source.Location, null);
            throw;
        }
    }

    /// <summary>
    /// All objects of the file, also in its subdirectories: of each name in a directory the highest cycle; a directory
    /// before what lies in it.
    /// </summary>
    public async Task<IReadOnlyList<RootKey>> ReadKeysAsync(CancellationToken cancellationToken = default)
    {
        KeyTree tree = await KeyTree.ReadAsync(Records, KeyNode.Group(Keys), cancellationToken).ConfigureAwait(false);
        return tree.Damage is null ? [.. tree.All.Select(n => n.Newest)] : throw tree.Damage;
    }

    /// <summary>
    /// A picture for notebooks and pages, as a piece of HTML that needs nothing else: who wrote the file, and its keys with class, title,
    /// cycles and sizes. The directories below the top one are read and waited for; where one is damaged, the picture says so.
    /// </summary>
    public string ToHtml() =>
        FilePicture.Write(this, KeyTree.ReadAsync(Records, KeyNode.Group(Keys), CancellationToken.None).GetAwaiter().GetResult());

    /// <summary>Closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await Records.Source.DisposeAsync().ConfigureAwait(false);
        _infosGate.Dispose();
    }

    /// <summary>The class layouts that the file records, read when they are first needed.</summary>
    internal async ValueTask<StreamerInfos> GetInfosAsync(CancellationToken cancellationToken)
    {
        if (_infos is not null) return _infos;
        await _infosGate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _infos ??= await ReadInfosAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (RootException failure)
        {
            // Trees of numbers need no layout but the built-in ones: what needs the others says why they are missing.
            string damage = failure.In(Location, "streamer infos", _header.InfoSeek).Message;
            Records.Options.Logger.LayoutsSkipped(Location, damage);
            return _infos = new StreamerInfos([]) { Damage = damage };
        }
        finally
        {
            _infosGate.Release();
        }
    }

    /// <summary>The same as they are stored.</summary>
    internal Task<List<StoredInfo>> ReadStoredInfosAsync(CancellationToken cancellationToken) =>
        ReadInfosAsync(StreamerInfoReader.ReadStored, [], cancellationToken);

    private Task<StreamerInfos> ReadInfosAsync(CancellationToken cancellationToken) =>
        ReadInfosAsync(KnownInfos.Shared.Read, new StreamerInfos([]), cancellationToken);

    // Some writers leave them out.
    private async Task<T> ReadInfosAsync<T>(Func<ReadOnlySpan<byte>, int, T> read, T none, CancellationToken cancellationToken)
    {
        if (_header.InfoSeek == 0 || _header.InfoBytes == 0) return none;
        (KeyRecord key, MemoryOwner<byte> payload) = await Records.ReadAsync(_header.InfoSeek, _header.InfoBytes, cancellationToken)
            .ConfigureAwait(false);
        using (payload) return read(payload.Span, key.KeyLength);
    }

    private static async Task<RootFile> ReadHeadAsync(RecordReader records, CancellationToken cancellationToken)
    {
        if (records.Source.Length == 0) throw new RootException("The file is empty.") { Offset = 0 };
        using MemoryOwner<byte> head = await records.ReadUpToAsync(0, FirstRead, cancellationToken).ConfigureAwait(false);
        FileHeader header = FileHeader.Parse(head.Span[..Math.Min(head.Length, FileHeader.MaxBytes)]);
        using MemoryOwner<byte> top = await records.ReadUpToAsync(
            (long)header.Begin + header.NameBytes, DirectoryRecord.MaxBytes, cancellationToken).ConfigureAwait(false);
        DirectoryRecord directory = DirectoryRecord.Parse(top.Span);
        (IReadOnlyList<RootKey> keys, RecordWalk? walk) = await ReadTopKeysAsync(records, header, directory, cancellationToken)
            .ConfigureAwait(false);
        if (walk?.Infos is { } infos) header = header with { InfoSeek = infos.Seek, InfoBytes = infos.RecordBytes };
        Guid id = header.Id != Guid.Empty ? header.Id : directory.Id;
        if (id == Guid.Empty)
            id = await HashAsync(records, head.Memory[..Math.Min(head.Length, header.Begin)], directory, cancellationToken)
                .ConfigureAwait(false);
        return new RootFile(records, header, keys, id) { IsRecovered = walk is not null };
    }

    // A writer that was interrupted leaves no list of keys, or one that is not whole: the records are then asked themselves, if the caller
    // wants it. What they tell may be an older state of the file (an autosaved tree), so it is never taken for the file unasked.
    private static async Task<(IReadOnlyList<RootKey> Keys, RecordWalk? Walk)> ReadTopKeysAsync(
        RecordReader records, FileHeader header, DirectoryRecord directory, CancellationToken cancellationToken)
    {
        RootException damage;
        try
        {
            if (directory.KeysSeek != 0)
                return (await new DirectoryReader(records).ReadKeysAsync(directory, "", cancellationToken).ConfigureAwait(false), null);
            damage = new RootException("The list of keys is missing: the file was not closed.") { Offset = header.Begin };
        }
        catch (RootException failure)
        {
            damage = failure;
        }
        if (!records.Options.Recover)
            throw new RootException(
                $"{damage.Message} RootOpenOptions.Recover reads what the records themselves tell.", damage) { Offset = damage.Offset };
        RecordWalk walk = new(records);
        await walk.RunAsync(header.Begin, cancellationToken).ConfigureAwait(false);
        return walk.Keys.Count > 0 ? (walk.Keys, walk) : throw damage;
    }

    private static async Task<Guid> HashAsync(
        RecordReader records, ReadOnlyMemory<byte> header, DirectoryRecord directory, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, records.Source.Length);
        hash.AppendData(length);
        hash.AppendData(header.Span);
        if (directory.KeysBytes > 0 && directory.KeysSeek > 0)
        {
            using MemoryOwner<byte> keys = await records.ReadUpToAsync(directory.KeysSeek, directory.KeysBytes, cancellationToken)
                .ConfigureAwait(false);
            hash.AppendData(keys.Span);
        }
        return new Guid(hash.GetHashAndReset().AsSpan(0, 16), bigEndian: true);
    }
}
