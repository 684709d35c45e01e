using System.Buffers;
using System.Formats.Tar;
using System.IO.Compression;
using System.IO.Pipelines;
using Hep.Inference.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Protocols.Tfaas;

/// <summary>
/// Reads a bundle: a tar with one folder, the model's name, and files in it. Nothing is unpacked to the disk; links, devices and
/// paths that lead elsewhere are refused.
/// </summary>
internal static class TfaasBundle
{
    private const int MostEntries = 1000;

    private static ReadOnlySpan<byte> GzipMagic => [0x1F, 0x8B];

    /// <param name="body">The tar, packed by gzip or not, its length bounded.</param>
    /// <param name="mostBytes">The bound for what it unfolds to.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InferenceException">The archive is no bundle.</exception>
    public static async Task<TfaasParts> ReadAsync(Stream body, long mostBytes, CancellationToken cancellationToken)
    {
        Dictionary<string, byte[]> files = new(StringComparer.Ordinal);
        string? folder = null;
        try
        {
            using Stream archive = await UnpackAsync(body, mostBytes, cancellationToken).ConfigureAwait(false);
            using TarReader reader = new(archive);
            for (int entries = 0;
                await reader.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false) is { } entry; entries++)
            {
                if (entries == MostEntries) throw TfaasParts.Refuse($"The bundle has more than {MostEntries} entries.");
                string[] path = Split(entry);
                folder ??= path[0];
                if (path[0] != folder) throw TfaasParts.Refuse("The bundle must have one folder, named as the model.");
                if (entry.EntryType == TarEntryType.Directory) continue;
                // deeper ones are a SavedModel's own
                if (path.Length == 2) files[path[1]] = await ReadAsync(entry, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or ArgumentException
            or BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType })
        {
            throw new InferenceException(InferenceFailure.InvalidRequest, $"The body is no whole tar: {e.Message}", e);
        }
        return new TfaasParts(folder ?? throw TfaasParts.Refuse("The bundle is empty."), files, ModelPart: null);
    }

    // A packed one may come without a header that says so: the ending of its name got lost on the way.
    private static async Task<Stream> UnpackAsync(Stream body, long mostBytes, CancellationToken cancellationToken)
    {
        PipeReader reader = PipeReader.Create(body);
        ReadResult start = await reader.ReadAtLeastAsync(GzipMagic.Length, cancellationToken).ConfigureAwait(false);
        bool isPacked = new SequenceReader<byte>(start.Buffer).IsNext(GzipMagic);
        reader.AdvanceTo(start.Buffer.Start);
        Stream plain = reader.AsStream();
        return isPacked ? new BoundedStream(new GZipStream(plain, CompressionMode.Decompress), mostBytes) : plain;
    }

    private static string[] Split(TarEntry entry)
    {
        if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.Directory))
            throw TfaasParts.Refuse($"The bundle holds an entry of type {entry.EntryType}: only files and folders are taken.");
        string[] path = entry.Name.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (path.Length == 0 || entry.Name[0] == '/' || entry.Name.Contains('\\', StringComparison.Ordinal) || path.Contains(".."))
            throw TfaasParts.Refuse("The bundle holds a path that leads out of it.");
        return path is [".", _, ..] ? path[1..] : path;   // `tar -c ./model`
    }

    private static async Task<byte[]> ReadAsync(TarEntry entry, CancellationToken cancellationToken)
    {
        using MemoryStream content = new();   // as long as what really comes, whatever the header says
        if (entry.DataStream is { } data) await data.CopyToAsync(content, cancellationToken).ConfigureAwait(false);
        return content.Length == entry.Length ? content.ToArray() : throw TfaasParts.Refuse("The bundle ends within a file.");
    }
}
