using System.IO.Compression;

namespace Hep.Jagged;

/// <summary>The arrays of an NPZ file: a ZIP archive with an NPY file for each name, as <c>numpy.savez</c> writes it.</summary>
public sealed class NpzReader : IDisposable
{
    /// <summary>What deflate can make of one byte at most (RFC 1951: 258 bytes from 2 bits).</summary>
    private const int MaximumExpansion = 1032;

    private const string Suffix = ".npy";

    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);

    /// <summary>Opens an archive.</summary>
    /// <param name="stream">A stream that can seek; closed with this reader.</param>
    /// <exception cref="PipelineException">It is no ZIP archive.</exception>
    public NpzReader(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        try
        {
            _archive = new ZipArchive(stream, ZipArchiveMode.Read);
            foreach (ZipArchiveEntry entry in _archive.Entries)
                if (entry.FullName.EndsWith(Suffix, StringComparison.Ordinal)) _entries[entry.FullName[..^Suffix.Length]] = entry;
        }
        catch (InvalidDataException e)
        {
            throw new PipelineException($"No NPZ file: {e.Message}", e);
        }
    }

    /// <summary>The names of the arrays.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>Opens the archive at a path.</summary>
    public static NpzReader Open(string path) =>
        new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, useAsync: true));

    /// <summary>Reads an array into memory.</summary>
    /// <exception cref="PipelineException">There is none of that name (the message lists near ones), or it is damaged.</exception>
    public async Task<NpyArray> ReadAsync(string name, CancellationToken cancellationToken = default)
    {
        if (!_entries.TryGetValue(name, out ZipArchiveEntry? entry))
            throw new PipelineException($"No array '{name}'.{NearNames.Suggest(name, _entries.Keys)}");
        try
        {
            Stream stream = await entry.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
                return await NpyArray.ReadAsync(
                    stream, Math.Min(entry.Length, entry.CompressedLength * MaximumExpansion), cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException e)
        {
            throw new PipelineException($"Array '{name}' is damaged: {e.Message}", e);
        }
    }

    /// <summary>Closes the archive and its stream.</summary>
    public void Dispose() => _archive.Dispose();
}
