using System.Text.Json.Serialization;

namespace Hep.Tool.Bundles;

/// <summary>What stands first in a bundle: which version it is, and its files with their checksums.</summary>
/// <param name="Format"><see cref="CurrentFormat"/>.</param>
/// <param name="Name">The model's name where it was exported.</param>
/// <param name="Version">The version's number there.</param>
/// <param name="Created">When it was added there.</param>
/// <param name="Files">The files behind, by name.</param>
internal sealed record BundleManifest(
    string Format, string Name, int Version, DateTimeOffset Created, IReadOnlyDictionary<string, BundleFile> Files)
{
    /// <summary>The form that is written, and read.</summary>
    public const string CurrentFormat = "hep.bundle/1";

    /// <summary>Names in the archive.</summary>
    public const string FileName = "manifest.json", ModelFile = "model.onnx", CardFile = "card.json", NotesFile = "notes.json";
}

/// <summary>A file of a bundle.</summary>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">64 hexadecimal digits.</param>
internal sealed record BundleFile(long Bytes, string Sha256);

/// <summary>What people wrote on a version.</summary>
/// <param name="Description">In words.</param>
/// <param name="Tags">Words.</param>
/// <param name="Labels">Keys with values.</param>
internal sealed record BundleNotes(string Description, IReadOnlyList<string> Tags, IReadOnlyDictionary<string, string> Labels);

/// <summary>How the documents of a bundle are spelt.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, MaxDepth = 8,
    AllowDuplicateProperties = false, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(BundleManifest))]
[JsonSerializable(typeof(BundleNotes))]
internal sealed partial class BundleJson : JsonSerializerContext;
