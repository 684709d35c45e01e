namespace Hep.Root.IO.Trees.Reading;

/// <summary>A record to decode into a batch; or none, where a part has only such as were kept from the batch before.</summary>
/// <param name="Reader">Its part.</param>
/// <param name="Place">The record.</param>
/// <param name="Turn">Its turn among those of the part.</param>
/// <param name="StoredBytes">Stored bytes of all records that the batch has of the part.</param>
/// <param name="IsLast">Whether the batch has no more of the part.</param>
internal readonly record struct ReadItem(PartReader Reader, RecordPlace? Place, int Turn, long StoredBytes, bool IsLast);
