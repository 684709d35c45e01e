namespace Hep.Inference.Server.Repository;

/// <summary>What happened to the catalog behind a revision: the models that were changed, as they are now.</summary>
internal sealed record CatalogChanges(long Revision, IReadOnlyList<ServedModel> Models);
