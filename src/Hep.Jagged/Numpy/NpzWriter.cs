using System.IO.Compression;
using System.Text;

namespace Hep.Jagged;

/// <summary>
/// Collects arrays and writes them as one NPZ file, deflated, which <c>numpy.load</c> reads. Arrays may grow side by side, row by row: what
/// does not fit a bounded buffer waits in temporary files, which vanish with the writer.
/// </summary>
public sealed class NpzWriter : IDisposable
{
    private readonly List<(string Name, NpzArray Array)> _arrays = [];
    private readonly NpzOptions _options;

    /// <summary>An archive without arrays.</summary>
    public NpzWriter(NpzOptions? options = null) => _options = options ?? new NpzOptions();

    /// <summary>Begins an array that grows by rows.</summary>
    /// <param name="name">Its name in the archive.</param>
    /// <param name="rowShape">The shape of one row; empty for an array of one dimension.</param>
    /// <returns>The array, which belongs to this writer.</returns>
    /// <exception cref="PipelineException">The name is taken or empty.</exception>
    public NpzArray<T> Begin<T>(string name, params ReadOnlySpan<int> rowShape) where T : unmanaged
    {
        RequireFree(name);
        NpzArray<T> array = new(name, rowShape, new Spool(_options.BufferBytes, _options.TemporaryFolder));
        _arrays.Add((name, array));
        return array;
    }

    /// <summary>Adds a whole array; rows are its first dimension.</summary>
    /// <exception cref="PipelineException">The name is taken, or the values do not fit rows of this shape.</exception>
    public void Add<T>(string name, ReadOnlySpan<T> values, params ReadOnlySpan<int> rowShape) where T : unmanaged =>
        Begin<T>(name, rowShape).Append(values);

    /// <summary>Adds an array of text, of one dimension.</summary>
    /// <exception cref="PipelineException">The name is taken.</exception>
    public void Add(string name, IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        RequireFree(name);
        int longest = 1;   // NumPy has no text of no length: an empty one is one character of zero
        foreach (string text in texts) longest = Math.Max(longest, Encoding.UTF32.GetByteCount(text) / 4);
        NpzArray array = new(name, NpyType.Text(longest), [], new Spool(_options.BufferBytes, _options.TemporaryFolder));
        _arrays.Add((name, array));
        byte[] element = new byte[longest * 4];
        foreach (string text in texts)
        {
            element.AsSpan(Encoding.UTF32.GetBytes(text, element)).Clear();
            array.AppendBytes(element);
        }
    }

    /// <summary>Writes all arrays, in the order in which they were begun.</summary>
    /// <param name="destination">Where the archive goes; stays open.</param>
    /// <param name="cancellationToken">Ends the writing; what was written is no archive then.</param>
    public async Task WriteAsync(Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ZipArchive archive = new(destination, ZipArchiveMode.Create, leaveOpen: true);
        await using (archive.ConfigureAwait(false))
            foreach ((string name, NpzArray array) in _arrays)
            {
                ZipArchiveEntry entry = archive.CreateEntry(name + ".npy", _options.Compression);
                entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);   // equal arrays make equal files
                Stream stream = await entry.OpenAsync(cancellationToken).ConfigureAwait(false);
                await using (stream.ConfigureAwait(false)) await array.WriteAsync(stream, cancellationToken).ConfigureAwait(false);
            }
    }

    /// <summary>Gives memory and temporary files back.</summary>
    public void Dispose()
    {
        foreach ((_, NpzArray array) in _arrays) array.Dispose();
    }

    private void RequireFree(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length == 0 || _arrays.Exists(a => a.Name == name))
            throw new PipelineException($"An array needs a name of its own, not '{name}'.");
    }
}

/// <summary>How an archive is made.</summary>
public sealed record NpzOptions
{
    /// <summary>How hard deflate tries; fast by default, since floats do not shrink much.</summary>
    public CompressionLevel Compression { get; init; } = CompressionLevel.Fastest;

    /// <summary>Bytes that each array may hold in memory before it goes to a temporary file.</summary>
    public int BufferBytes { get; init; } = 64 << 20;

    /// <summary>Where temporary files lie; the system's folder by default. A large archive wants the disk of its destination.</summary>
    public string TemporaryFolder { get; init; } = Path.GetTempPath();
}
