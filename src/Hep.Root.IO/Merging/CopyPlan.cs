using Hep.Root.IO.Writing.Outputs;

namespace Hep.Root.IO.Merging;

/// <summary>Whether the records of trees can stand in one file as they are: decided before anything is written.</summary>
/// <param name="layouts">What versions of classes mean in the merged file.</param>
internal abstract class CopyPlan(MergedLayouts layouts)
{
    /// <summary>Entries of all trees.</summary>
    public long EntryCount { get; private set; }

    /// <summary>Whether records tell their places in four bytes, so that none can lie beyond 2 GB.</summary>
    public bool HasNarrowPlaces { get; protected set; }

    /// <summary>The layouts of classes in the merged file, those of the trees' files among them.</summary>
    public MergedLayouts Layouts => layouts;

    /// <summary>The plan for trees of a format.</summary>
    public static CopyPlan Of(TreeFormat format, MergedLayouts layouts) =>
        format == TreeFormat.RNTuple ? new Pages.PageCopyPlan(layouts) : new Baskets.BasketCopyPlan(layouts);

    /// <summary>Takes a tree of the next file.</summary>
    /// <exception cref="RootException">Its records cannot be copied behind those before: the message says why.</exception>
    public abstract Task AddAsync(RootFile file, RootKey key, CancellationToken cancellationToken);

    /// <summary>Begins the copy.</summary>
    public abstract TreeCopy Open(SavedTree tree);

    /// <summary>Counts the entries of a tree.</summary>
    /// <exception cref="RootException">They are more than can be counted: the file lies.</exception>
    protected void Count(long entries)
    {
        if (entries > long.MaxValue - EntryCount) throw new RootException($"A tree of {entries} entries behind {EntryCount} cannot be.");
        EntryCount += entries;
    }
}
