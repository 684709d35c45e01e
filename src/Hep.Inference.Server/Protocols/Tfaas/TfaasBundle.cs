using System.Formats.Tar;

namespace Hep.Inference.Server.Protocols.Tfaas;

/// <summary>
/// Reads a bundle: a tar with one folder, the model's name, and files in it. Nothing is unpacked to the disk; links, devices and
/// paths that lead elsewhere are refused.
/// </summary>
internal static class TfaasBundle
{
    private const int MostEntries = 1000;

    /// <param name="archive">The tar, decompressed, its length bounded.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InferenceException">The archive is no bundle.</exception>
    public static async Task<TfaasParts> ReadAsync(Stream archive, CancellationToken cancellationToken)
    {
        Dictionary<string, byte[]> files = new(StringComparer.Ordinal);
        string? folder = null;
        try
        {
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
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or ArgumentException)
        {
            throw new InferenceException(InferenceFailure.InvalidRequest, $"The body is no whole tar: {e.Message}", e);
        }
        return new TfaasParts(folder ?? throw TfaasParts.Refuse("The bundle is empty."), files, ModelPart: null);
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
