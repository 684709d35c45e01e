namespace Hep.Root.IO.Trees.NTuple;

/// <summary>The metadata of an RNTuple as its envelopes tell them.</summary>
internal sealed record StoredNTuple
{
    public required string Title { get; init; }

    public required Anchor Anchor { get; init; }

    public required NTupleSchema Schema { get; init; }

    /// <summary>The clusters in the order of their entries.</summary>
    public required Cluster[] Clusters { get; init; }

    /// <summary>The plain bytes of the header's envelope, and the checksum at their end.</summary>
    public required byte[] Header { get; init; }

    public required ulong HeaderChecksum { get; init; }

    /// <summary>Those of them that describe fields, columns, aliases and types.</summary>
    public required byte[] Fields { get; init; }

    /// <summary>The plain bytes of the footer that describe those that came later: a frame with its size.</summary>
    public required byte[] Extension { get; init; }

    /// <summary>Whether there is what later formats append.</summary>
    public required bool HasMore { get; init; }

    public long EntryCount => Clusters.Length == 0 ? 0 : Clusters[^1].EndEntry;
}
