namespace Hep.Root.IO.Trees.Reading;

/// <summary>The parts of a tree that the columns of one stream of batches are made of.</summary>
internal abstract class TreeParts : IDisposable
{
    /// <summary>All of them.</summary>
    public abstract IReadOnlyList<PartReader> Parts { get; }

    /// <summary>Finds the records of a batch, part by part; some of them may have to be read for that.</summary>
    public abstract ValueTask PlanAsync(BatchDraft draft, CancellationToken cancellationToken);

    /// <summary>Gives back what is kept, once all that was planned is decoded.</summary>
    public abstract void Dispose();
}
