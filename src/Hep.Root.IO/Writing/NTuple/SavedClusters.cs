using Hep.Root.IO.Writing.Files;

namespace Hep.Root.IO.Writing.NTuple;

/// <summary>Clusters whose pages one envelope lists, and where it lies.</summary>
internal sealed record SavedClusters(long FirstEntry, long EntryCount, int ClusterCount, EnvelopePlace Pages, RecordKey Key);
