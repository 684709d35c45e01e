using System.Collections.Immutable;
using Hep.Inference.Server.Security;

namespace Hep.Inference.Server.Repository;

/// <summary>What can be done to a model: from the model before to the model after, without touching anything.</summary>
internal static class ModelEdits
{
    /// <summary>A version more, or one that is there already, with what its upload says of it.</summary>
    /// <exception cref="InferenceException">It is more than adding a version, and the caller may not; or it cannot be so.</exception>
    public static ModelEdit Upload(this ServedModel model, ServedVersion version, ModelUpload upload, Caller caller)
    {
        upload.DemandRights(model, caller);
        int number = version.Facts.Version;
        bool isThere = model.TryFind(number) is not null, wasDeleted = model.Deleted.Any(d => d.Stored.Facts.Version == number);
        ServedModel after = isThere ? model : model.Insert(version);
        after = after.Note(number, n => n.With(upload.Notes));
        foreach (string alias in upload.Notes.Aliases) after = after.Point(NoteText.CheckAlias(alias), number);
        if (upload.Answers && (after.Policy != DefaultPolicy.Latest || number != after.Versions[^1].Facts.Version))
            after = after with { Policy = DefaultPolicy.Pinned(number) };
        if (upload.Notes.Execution is { } execution) after = after with { Execution = execution };
        return new ModelEdit(after with { NextVersion = Math.Max(model.NextVersion, number + 1) }, "upload", number,
            isThere ? "the same content again" : wasDeleted
                ? $"the content of a deleted version, {version.Facts.Digest}" : version.Facts.Digest);
    }

    /// <summary>Versions less; they stay for a while among the deleted ones, or go at once.</summary>
    public static ModelEdit Delete(this ServedModel model, int? number, DateTimeOffset time, bool atOnce)
    {
        if (number is not null && model.Versions.Length == 1 && (!model.Aliases.IsEmpty || model.Policy != DefaultPolicy.Latest))
            throw new InferenceException(InferenceFailure.Conflict,
                $"Version {number} is the last of '{model.Name}', and something points at it ("
                    + $"{string.Join(", ", model.Aliases.Keys.Append($"default {model.Policy}").Select(a => $"'{a}'"))}): "
                    + "delete the model as a whole.");
        ServedVersion[] gone = number is { } one ? [model.TryFind(one)!] : [.. model.Versions];
        ServedModel after = model with
        {
            Versions = model.Versions.RemoveRange(gone),
            Deleted = [.. model.Deleted, .. gone.Select(v => new DeletedContent(v.Stored, time))],
        };
        return new ModelEdit(atOnce ? after.Forget(d => gone.Any(v => ReferenceEquals(v.Stored, d.Stored))) : after, "delete", number,
            (number is null ? $"{gone.Length} versions" : "") + (atOnce ? " for good" : ""));
    }

    /// <summary>Versions of the deleted ones back, one or all.</summary>
    /// <exception cref="InferenceException">There are none.</exception>
    public static ModelEdit Undelete(this ServedModel model, int? number, Func<StoredVersion, ServedVersion> serve)
    {
        DeletedContent[] back = [.. model.Deleted.Where(d => number is null || d.Stored.Facts.Version == number)];
        if (back.Length == 0)
            throw new InferenceException(InferenceFailure.NotFound,
                $"The model '{model.Name}' has no such version among the deleted ones; it has "
                + (model.Deleted.IsEmpty ? "none." : $"{string.Join(", ", model.Deleted.Select(d => d.Stored.Facts.Version))}."));
        ServedModel after = back.Aggregate(model, (m, d) => m.Insert(serve(d.Stored)));
        return new ModelEdit(after, "undelete", number, number is null ? $"{back.Length} versions" : "");
    }

    /// <summary>Other notes on a version.</summary>
    public static ModelEdit Note(this ServedModel model, int number, VersionChange change) =>
        new(model.Note(number, n => n.With(change)), "note", number, change.ToJson());

    /// <summary>Another description, policy or aliases of a model.</summary>
    public static ModelEdit Change(this ServedModel model, ModelChange change)
    {
        ServedModel after = model with
        {
            Description = change.Description is { } text ? NoteText.CheckDescription(text) : model.Description,
            Policy = change.DefaultPolicy is { } policy ? DefaultPolicy.Parse(policy) : model.Policy,
            Execution = change.Execution ?? model.Execution,
        };
        if (after.Execution != model.Execution && after.Trial is { } trial) after = after with { Trial = new CanaryTrial(trial.Canary) };
        if (change.Canary is { } canary) after = after.Try(canary);
        foreach ((string alias, int? number) in change.Aliases)
            after = number is { } target ? after.Point(NoteText.CheckAlias(alias), target)
                : after with { Aliases = after.Aliases.Remove(alias) };
        return new ModelEdit(after, "change", null, change.ToJson());
    }

    /// <summary>The candidate out again: it was worse than what answers by default.</summary>
    public static ModelEdit Return(this ServedModel model, CanaryTrial trial, string why) =>
        new(model.Trial == trial ? model with { Trial = null } : model, "canary return", trial.Canary.Version, why);

    /// <summary>The default version, or an alias, back to where it was before.</summary>
    /// <exception cref="InferenceException">There is no such alias, or it was nowhere else before.</exception>
    public static ModelEdit RollBack(this ServedModel model, string? alias)
    {
        Pointer now = alias is null ? model.Answering : model.Aliases.GetValueOrDefault(alias)
            ?? throw new InferenceException(InferenceFailure.NotFound,
                $"The model '{model.Name}' has no alias '{NoteText.CheckAlias(alias)}'.");
        Pointer back = now.Back(v => model.TryFind(v) is not null) ?? throw new InferenceException(InferenceFailure.Conflict,
            $"Version {now.Version} of '{model.Name}' is what answered from the first, or those before it are gone: "
                + "there is nothing to go back to.");
        return new ModelEdit(
            alias is null
                ? model with { Policy = DefaultPolicy.Pinned(back.Version), Answering = back }
                : model with { Aliases = model.Aliases.SetItem(alias, back) },
            "rollback", back.Version, $"{(alias is null ? "the default" : $"the alias '{alias}'")}, which was {now.Version}");
    }

    /// <summary>Deleted versions are forgotten, of which this holds.</summary>
    public static ServedModel Forget(this ServedModel model, Func<DeletedContent, bool> isOver)
    {
        ImmutableArray<DeletedContent> over = [.. model.Deleted.Where(isOver)];
        return over.IsEmpty ? model : model with
        {
            Deleted = model.Deleted.RemoveRange(over),
            Notes = model.Notes.RemoveRange(over.Select(d => d.Stored.Facts.Version)),
        };
    }

    private static ServedModel Try(this ServedModel model, ModelCanary canary)
    {
        if (canary.Percent == 0) return model with { Trial = null };
        CanaryTrial trial = new(canary);
        if (model.TryFind(canary.Version) is null)
            throw new InferenceException(InferenceFailure.NotFound, $"The model '{model.Name}' has no version {canary.Version} to try.");
        if (model.Policy.Choose(model)?.Facts.Version == canary.Version)
            throw new InferenceException(InferenceFailure.Conflict,
                $"Version {canary.Version} of '{model.Name}' is what answers by default ({model.Policy}), and no candidate against itself: "
                    + "pin another one as default_policy first, or in the same change.");
        return model.Trial?.Canary == canary ? model : model with { Trial = trial };
    }

    private static ServedModel Insert(this ServedModel model, ServedVersion version) => model with
    {
        Versions = [.. model.Versions.Append(version).OrderBy(v => v.Facts.Version)],
        Deleted = model.Deleted.RemoveAll(d => d.Stored.Facts.Version == version.Facts.Version),
    };

    private static ServedModel Note(this ServedModel model, int number, Func<VersionNotes, VersionNotes> change)
    {
        VersionNotes before = model.Notes.GetValueOrDefault(number, VersionNotes.None), after = change(before);
        return after == before ? model : model with { Notes = model.Notes.SetItem(number, after) };
    }

    private static ServedModel Point(this ServedModel model, string alias, int number)
    {
        if (model.TryFind(number) is null)
            throw new InferenceException(InferenceFailure.NotFound, $"The model '{model.Name}' has no version {number} to point at.");
        Pointer pointer = model.Aliases.TryGetValue(alias, out Pointer? there) ? there.MoveTo(number) : Pointer.At(number);
        if (ReferenceEquals(pointer, there)) return model;
        NoteText.CheckCount(model.Aliases.Count + (there is null ? 1 : 0), "aliases of a model");
        return model with { Aliases = model.Aliases.SetItem(alias, pointer) };
    }
}
