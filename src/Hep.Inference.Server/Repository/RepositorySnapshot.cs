using System.Collections.Frozen;
using Hep.Jagged;

namespace Hep.Inference.Server.Repository;

/// <summary>All models at one moment. A change makes another snapshot; requests go on with the one that they began with.</summary>
internal sealed class RepositorySnapshot(IEnumerable<ServedModel> models)
{
    private readonly FrozenDictionary<string, ServedModel> _models = models.ToFrozenDictionary(m => m.Name, StringComparer.Ordinal);

    /// <summary>By name, in ordinal order.</summary>
    public IEnumerable<ServedModel> Models => _models.Values.OrderBy(m => m.Name, StringComparer.Ordinal);

    public ServedModel? TryFind(string name) => _models.GetValueOrDefault(name);

    /// <exception cref="InferenceException">There is no such model.</exception>
    public ServedModel Find(string? name)
    {
        string model = ModelName.Check(name);
        return TryFind(model)
            ?? throw new InferenceException(InferenceFailure.NotFound,
                $"There is no model '{model}'.{NearNames.Suggest(model, _models.Keys)}") { Model = model };
    }

    /// <summary>The same models, this one in place of its namesake; a model without versions is left out.</summary>
    public RepositorySnapshot With(ServedModel model) =>
        new(_models.Values.Where(m => m.Name != model.Name).Concat(model.Versions.IsEmpty ? [] : [model]));
}
