using Hep.Jagged;
using Hep.Root.IO.Writing.Files;
using Hep.Root.IO.Writing.Records;

namespace Hep.Root.IO.Writing.Outputs;

/// <summary>What a tree is to hold, where, and how.</summary>
internal sealed record TreePlan
{
    public required string Name { get; init; }

    public required Schema Schema { get; init; }

    public required TreeWriteOptions Options { get; init; }

    /// <summary>What its records are compressed with.</summary>
    public required RootCompression Compression { get; init; }

    /// <summary>The file.</summary>
    public required FileTables Tables { get; init; }

    public required OutputDirectory Directory { get; init; }

    /// <summary>Where clusters end.</summary>
    public required ClusterSizes Clusters { get; init; }

    /// <summary>A way into the file for the records of the tree.</summary>
    public RecordQueue OpenQueue() => new(Tables.File, Compression, Options.Threads, () => Tables.Now);
}
