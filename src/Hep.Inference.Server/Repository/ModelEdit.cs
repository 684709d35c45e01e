namespace Hep.Inference.Server.Repository;

/// <summary>A change of one model, and what the history says of it.</summary>
/// <param name="After">The model after it, not settled yet.</param>
/// <param name="Action">Its kind, one of those of <see cref="RepositoryEvent"/>.</param>
/// <param name="Version">The version that it is about; null: the model as a whole.</param>
/// <param name="Detail">What changed, in words.</param>
internal sealed record ModelEdit(ServedModel After, string Action, int? Version, string Detail);
