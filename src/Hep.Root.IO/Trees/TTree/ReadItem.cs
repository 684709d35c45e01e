namespace Hep.Root.IO.Trees.TTree;

/// <summary>A basket to decode into a batch; or none, where a branch has only such as were kept from the batch before.</summary>
/// <param name="Reader">Its branch.</param>
/// <param name="Place">The basket.</param>
/// <param name="Turn">Its turn among those of the branch.</param>
/// <param name="StoredBytes">Stored bytes of all baskets that the batch has of the branch.</param>
/// <param name="IsLast">Whether the batch has no more of the branch.</param>
internal readonly record struct ReadItem(BranchReader Reader, BasketPlace? Place, int Turn, long StoredBytes, bool IsLast);
