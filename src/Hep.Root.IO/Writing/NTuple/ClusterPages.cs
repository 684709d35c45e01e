namespace Hep.Root.IO.Writing.NTuple;

/// <summary>A cluster: its entries, and the pages of each column.</summary>
internal sealed record ClusterPages(long FirstEntry, long EntryCount, IReadOnlyList<WrittenPages> Columns);
