using System.Collections.Frozen;
using Hep.Inference.Server.Security;
using Hep.Jagged;

namespace Hep.Inference.Server.Repository;

/// <summary>All models at one moment. A change makes another snapshot; requests go on with the one that they began with.</summary>
/// <param name="models">The models.</param>
/// <param name="revision">The number of the last change that they have seen.</param>
internal sealed class RepositorySnapshot(IEnumerable<ServedModel> models, long revision)
{
    private readonly FrozenDictionary<string, ServedModel> _models = models.ToFrozenDictionary(m => m.Name, StringComparer.Ordinal);

    public long Revision => revision;

    /// <summary>The models that have versions, by name, in ordinal order.</summary>
    public IEnumerable<ServedModel> Models => All.Where(m => !m.Versions.IsEmpty).OrderBy(m => m.Name, StringComparer.Ordinal);

    /// <summary>Those of them that a caller may look at.</summary>
    public IEnumerable<ServedModel> ReadableBy(Caller caller) => Models.Where(m => caller.May(AccessRole.Read, m.Namespace));

    /// <summary>Those too whose versions were all deleted.</summary>
    public IEnumerable<ServedModel> All => _models.Values;

    /// <summary>The files that versions have, of deleted ones too.</summary>
    public IEnumerable<StoredBlob> Blobs => All.SelectMany(m => m.Contents).Select(v => v.Content).Distinct();

    public ServedModel? TryFind(string name) => _models.TryGetValue(name, out ServedModel? model) && !model.Versions.IsEmpty ? model : null;

    /// <exception cref="InferenceException">There is no such model.</exception>
    public ServedModel Find(string? name)
    {
        if (name is not null && TryFind(name) is { } there) return there;
        string model = ModelName.Check(name);
        // whoever asks may read in this namespace; what others hold is not told
        throw new InferenceException(InferenceFailure.NotFound,
            $"There is no model '{model}'.{NearNames.Suggest(model, NamesBeside(model))}") { Model = model };
    }

    /// <summary>The model of a name, whatever is left of it; a new one where there is none.</summary>
    public ServedModel Past(string name) => _models.GetValueOrDefault(name) ?? new ServedModel(name, []);

    /// <summary>Where the content of a digest is, if any version has it.</summary>
    public string? KeyOf(string digest) =>
        All.SelectMany(m => m.Contents).FirstOrDefault(v => v.Facts.Digest == digest)?.Blob;

    /// <summary>The same models, this one in place of its namesake.</summary>
    public RepositorySnapshot With(ServedModel model, long revision) =>
        new(_models.Values.Where(m => m.Name != model.Name).Append(model), revision);

    /// <summary>The same models at a later revision, which concerns none of them.</summary>
    public RepositorySnapshot At(long revision) => new(_models.Values, revision);

    private IEnumerable<string> NamesBeside(string model) =>
        Models.Where(m => m.Namespace == ModelName.NamespaceOf(model)).Select(m => m.Name);
}
