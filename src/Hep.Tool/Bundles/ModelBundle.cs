using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Hep.Inference;
using Hep.Tool.Terminal;

namespace Hep.Tool.Bundles;

/// <summary>
/// A bundle that was read and found whole. It may come from anybody: it has the four files that there may be, once each, plain ones, no
/// longer than its manifest says and than is taken, with the checksums that the manifest has.
/// </summary>
internal sealed class ModelBundle : IDisposable
{
    private const long MostModelBytes = 4L << 30, MostDocumentBytes = 64L << 20;

    private readonly FileStream _model;

    private ModelBundle(BundleManifest manifest, BundleNotes notes, FileStream model)
    {
        Manifest = manifest;
        Notes = new UploadNotes { Description = notes.Description, Tags = notes.Tags, Labels = notes.Labels };
        _model = model;
    }

    /// <summary>What it says of itself.</summary>
    public BundleManifest Manifest { get; }

    /// <summary>What people wrote on the version.</summary>
    public UploadNotes Notes { get; }

    /// <summary>The ONNX file, from its beginning.</summary>
    public FileStream OpenModel()
    {
        _model.Position = 0;
        return _model;
    }

    /// <summary>Reads a bundle.</summary>
    /// <exception cref="ToolException">It is none, or not whole.</exception>
    public static async Task<ModelBundle> ReadAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path)) throw new ToolException($"There is no bundle '{path}'.");
        FileStream model = BundleFolder.OpenTemporary();
        try
        {
            await using FileStream file = File.OpenRead(path);
            await using TarReader tar = new(file);
            BundleManifest manifest = await ReadManifestAsync(path, tar, cancellationToken);
            BundleNotes notes = new("", [], new Dictionary<string, string>());
            HashSet<string> left = [.. manifest.Files.Keys];
            while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
            {
                if (!left.Remove(entry.Name))
                    throw Refuse(path, $"it has a file '{entry.Name}' that its manifest has not, or has it twice");
                BundleFile expected = manifest.Files[entry.Name];
                bool isModel = entry.Name == BundleManifest.ModelFile;
                using MemoryStream document = new();
                await CopyAsync(path, entry, expected, isModel ? model : document, cancellationToken);
                if (entry.Name == BundleManifest.NotesFile) notes = Parse(path, document.ToArray(), BundleJson.Default.BundleNotes);
            }
            if (left.Count > 0) throw Refuse(path, $"it has no {string.Join(", ", left.Order(StringComparer.Ordinal))}");
            return new ModelBundle(manifest, notes, model);
        }
        catch (Exception failure) when (failure is InvalidDataException or FormatException or EndOfStreamException or ArgumentException)
        {
            await model.DisposeAsync();
            throw Refuse(path, failure.Message.TrimEnd('.'));
        }
        catch
        {
            await model.DisposeAsync();
            throw;
        }
    }

    public void Dispose() => _model.Dispose();

    private static async Task<BundleManifest> ReadManifestAsync(string path, TarReader tar, CancellationToken cancellationToken)
    {
        if (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is not { Name: BundleManifest.FileName } first)
            throw Refuse(path, $"a bundle begins with {BundleManifest.FileName}");
        using MemoryStream text = new();
        await CopyAsync(path, first, expected: null, text, cancellationToken);
        BundleManifest manifest = Parse(path, text.ToArray(), BundleJson.Default.BundleManifest);
        if (manifest.Format != BundleManifest.CurrentFormat)
            throw Refuse(path, $"its form is '{manifest.Format}', this hep reads {BundleManifest.CurrentFormat}");
        string[] known = [BundleManifest.ModelFile, BundleManifest.CardFile, BundleManifest.NotesFile];
        if (!manifest.Files.ContainsKey(BundleManifest.ModelFile) || manifest.Files.Keys.Except(known).Any())
            throw Refuse(path, $"its manifest names other files than {string.Join(", ", known)}, or no model");
        return manifest;
    }

    /// <summary>Copies an entry, bounded by what was said of it, and compares its checksum.</summary>
    private static async Task CopyAsync(string path, TarEntry entry, BundleFile? expected, Stream to, CancellationToken cancellationToken)
    {
        if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
            throw Refuse(path, $"'{entry.Name}' is no plain file");
        long most = entry.Name == BundleManifest.ModelFile ? MostModelBytes : MostDocumentBytes;
        if (entry.Length > most || (expected is not null && entry.Length != expected.Bytes))
            throw Refuse(path, $"'{entry.Name}' has {entry.Length} bytes, {expected?.Bytes ?? most} bytes were expected");
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[128 << 10];
        for (int read; entry.DataStream is { } data && (read = await data.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            hash.AppendData(buffer, 0, read);
            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
        string found = Convert.ToHexStringLower(hash.GetHashAndReset());
        if (expected is not null && !found.Equals(expected.Sha256, StringComparison.OrdinalIgnoreCase))
            throw Refuse(path, $"'{entry.Name}' has the SHA-256 {found}, its manifest says {expected.Sha256}");
    }

    private static T Parse<T>(string path, byte[] text, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(text, type) ?? throw Refuse(path, "a document in it is null");
        }
        catch (JsonException failure)
        {
            throw Refuse(path, $"a document in it cannot be read ({failure.Message.TrimEnd('.')})");
        }
    }

    private static ToolException Refuse(string path, string why) => new($"'{path}' is no bundle that can be taken: {why}.");
}
