using CommunityToolkit.HighPerformance.Buffers;
using Hep.Root.IO.Files;
using Hep.Root.IO.Serialization;
using Hep.Root.IO.Trees.TTree;

namespace Hep.Root.IO.Merging.Baskets;

/// <summary>A TTree as its record tells it: its branches with the places of their baskets, and the record itself.</summary>
internal sealed class StoredTree
{
    // What nobody compares or adds up: the record itself is what is copied.
    private static readonly LeftOutMembers LeftOut = new(
        new("TObject", ["fUniqueID", ObjectHeader.BitsName]),
        new("TTree", ["TAttLine", "TAttFill", "TAttMarker", "fSavedBytes", "fFlushedBytes", "fEstimate"]),
        new("TBranch", ["TAttFill", "fCompress", "fBasketSize", "fSplitLevel", "fEntryNumber"]));

    /// <summary>The class: TTree, or one that is built on it.</summary>
    public required string ClassName { get; init; }

    /// <summary>The payload of its record.</summary>
    public required byte[] Payload { get; init; }

    /// <summary>Bytes of the record's key.</summary>
    public required int KeyLength { get; init; }

    /// <summary>The layouts of its file.</summary>
    public required StreamerInfos Infos { get; init; }

    public required RootReadLimits Limits { get; init; }

    public required RootObject Object { get; init; }

    /// <summary>All branches, each before those in it.</summary>
    public required IReadOnlyList<Branch> Branches { get; init; }

    public long EntryCount => Math.Max(0, Object.GetNumber("fEntries"));

    /// <summary>Reads the tree of a key.</summary>
    /// <exception cref="RootException">Its record is damaged.</exception>
    public static async Task<StoredTree> ReadAsync(RootFile file, RootKey key, CancellationToken cancellationToken)
    {
        StreamerInfos infos = await file.GetInfosAsync(cancellationToken).ConfigureAwait(false);
        (KeyRecord record, MemoryOwner<byte> payload) =
            await file.Records.ReadAsync(key.Seek, (int)key.StoredBytes, cancellationToken).ConfigureAwait(false);
        using (payload)
        {
            RootReadLimits limits = file.Records.Limits;
            RootObject tree = new ObjectReader(infos, limits, LeftOut).ReadRecord(key.ClassName, payload.Span, record.KeyLength);
            return new StoredTree
            {
                ClassName = key.ClassName,
                Payload = payload.Span.ToArray(),
                KeyLength = record.KeyLength,
                Infos = infos,
                Limits = limits,
                Object = tree,
                Branches = [.. Branch.ReadAll(tree, limits).SelectMany(WithChildren)],
            };
        }
    }

    private static IEnumerable<Branch> WithChildren(Branch branch) => branch.Children.SelectMany(WithChildren).Prepend(branch);
}
