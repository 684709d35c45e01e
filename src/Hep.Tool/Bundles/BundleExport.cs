using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Hep.Inference;
using Hep.Inference.Client;
using Hep.Tool.Terminal;

namespace Hep.Tool.Bundles;

/// <summary>A version of a model as one file: a tar of manifest, model, card and notes.</summary>
internal static class BundleExport
{
    /// <summary>Fetches a version and writes its bundle, which holds what was asked for, to the byte.</summary>
    /// <exception cref="ToolException">What came is not what its digest says.</exception>
    /// <exception cref="InferenceException">There is no such version, or the service cannot be reached.</exception>
    public static async Task<ModelVersion> WriteAsync(
        InferenceClient client, string name, int number, Stream to, CancellationToken cancellationToken)
    {
        ModelVersion version = await client.GetVersionAsync(name, number, cancellationToken);
        await using FileStream model = BundleFolder.OpenTemporary();
        await client.DownloadAsync(name, number, model, cancellationToken);
        model.Position = 0;
        string digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(model, cancellationToken));
        if (version.Digest != $"sha256:{digest}")
            throw new ToolException($"What came of '{name}' version {number} has the SHA-256 {digest}, its digest is {version.Digest}.");
        byte[] notes = JsonSerializer.SerializeToUtf8Bytes(
            new BundleNotes(version.Description, version.Tags, version.Labels), BundleJson.Default.BundleNotes);
        Dictionary<string, BundleFile> files = new()
        {
            [BundleManifest.ModelFile] = new(model.Length, digest),
            [BundleManifest.NotesFile] = new(notes.Length, Convert.ToHexStringLower(SHA256.HashData(notes))),
        };
        byte[]? card = await ReadCardAsync(client, name, number, cancellationToken);
        if (card is not null) files[BundleManifest.CardFile] = new(card.Length, Convert.ToHexStringLower(SHA256.HashData(card)));
        BundleManifest manifest = new(BundleManifest.CurrentFormat, version.Name, version.Version, version.Created, files);

        await using TarWriter tar = new(to, TarEntryFormat.Pax, leaveOpen: true);
        byte[] first = JsonSerializer.SerializeToUtf8Bytes(manifest, BundleJson.Default.BundleManifest);
        await AddAsync(tar, BundleManifest.FileName, new MemoryStream(first), version.Created, cancellationToken);
        await AddAsync(tar, BundleManifest.NotesFile, new MemoryStream(notes), version.Created, cancellationToken);
        if (card is not null) await AddAsync(tar, BundleManifest.CardFile, new MemoryStream(card), version.Created, cancellationToken);
        model.Position = 0;
        await AddAsync(tar, BundleManifest.ModelFile, model, version.Created, cancellationToken);
        return version;
    }

    private static async Task<byte[]?> ReadCardAsync(InferenceClient client, string name, int number, CancellationToken cancellationToken)
    {
        try
        {
            return Encoding.UTF8.GetBytes(await client.GetCardAsync(name, number, cancellationToken));
        }
        catch (InferenceException failure) when (failure.Failure == InferenceFailure.NotFound)
        {
            return null;   // it was not trained by Hep.Train
        }
    }

    // The time is the version's, so that the same version makes the same bundle.
    private static Task AddAsync(TarWriter tar, string name, Stream content, DateTimeOffset time, CancellationToken cancellationToken)
    {
        PaxTarEntry entry = new(TarEntryType.RegularFile, name) { DataStream = content, ModificationTime = time };
        return tar.WriteEntryAsync(entry, cancellationToken);
    }
}
