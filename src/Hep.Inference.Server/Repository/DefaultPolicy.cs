using System.Globalization;
using Hep.Inference.Server.Security;

namespace Hep.Inference.Server.Repository;

/// <summary>How the version is chosen that answers where a caller names none.</summary>
/// <param name="Version">The version, whatever comes after it; null: not by number.</param>
/// <param name="Tag">The tag whose highest version it is; null: not by tag.</param>
internal sealed record DefaultPolicy(int? Version, string? Tag)
{
    private const string TagPrefix = "tag:";

    /// <summary>The highest version.</summary>
    public static DefaultPolicy Latest { get; } = new(null, null);

    public static DefaultPolicy Pinned(int version) => new(version, null);

    /// <exception cref="InferenceException">The text is no policy.</exception>
    public static DefaultPolicy Parse(string text) =>
        text == NoteText.Latest ? Latest
        : ModelName.ParseVersion(text) is { } version ? Pinned(version)
        : text.StartsWith(TagPrefix, StringComparison.Ordinal) ? new DefaultPolicy(null, NoteText.CheckTag(text[TagPrefix.Length..]))
        : throw new InferenceException(InferenceFailure.InvalidRequest,
            "How the default version is chosen is 'latest', the number of a version, or 'tag:' and a tag.");

    /// <summary>The version that it chooses; null: there is none.</summary>
    public ServedVersion? Choose(ServedModel model) =>
        Version is { } number ? model.TryFind(number)
        : Tag is { } tag ? model.Versions.LastOrDefault(v => model.NotesOf(v).Tags.Contains(tag))
        : model.Versions[^1];

    public override string ToString() =>
        Version is { } number ? number.ToString(CultureInfo.InvariantCulture) : Tag is { } tag ? TagPrefix + tag : NoteText.Latest;
}
