using System.Collections.Immutable;

namespace Hep.Inference.Server.Repository;

/// <summary>What is written on a version and may be changed.</summary>
internal sealed record VersionNotes(
    string Description, ImmutableSortedSet<string> Tags, ImmutableSortedDictionary<string, string> Labels)
{
    public static VersionNotes None { get; } = new(
        "", ImmutableSortedSet.Create<string>(StringComparer.Ordinal),
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    /// <summary>The notes after a change.</summary>
    /// <exception cref="InferenceException">A text is not of the form that is allowed, or they become too many.</exception>
    public VersionNotes With(VersionChange change)
    {
        VersionNotes notes = change.Description is { } text ? this with { Description = NoteText.CheckDescription(text) } : this;
        foreach ((string tag, bool isSet) in change.Tags)
            notes = notes with { Tags = isSet ? notes.Tags.Add(NoteText.CheckTag(tag)) : notes.Tags.Remove(tag) };
        foreach ((string key, string? value) in change.Labels)
            notes = notes with
            {
                Labels = value is null ? notes.Labels.Remove(key) : notes.Labels.SetItem(NoteText.CheckKey(key),
                    NoteText.CheckValue(value)),
            };
        NoteText.CheckCount(notes.Tags.Count, "tags on a version");
        NoteText.CheckCount(notes.Labels.Count, "labels on a version");
        return notes;
    }

    /// <summary>The notes with those of an upload; where it says nothing they stay.</summary>
    public VersionNotes With(UploadNotes upload) => With(new VersionChange
    {
        Description = upload.Description.Length > 0 ? upload.Description : null,
        Tags = upload.Tags.Distinct(StringComparer.Ordinal).ToDictionary(t => t, _ => true),
        Labels = upload.Labels.ToDictionary(l => l.Key, string? (l) => l.Value),
    });
}
