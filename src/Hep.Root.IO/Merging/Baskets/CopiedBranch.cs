using Hep.Root.IO.Trees.TTree;
using Hep.Root.IO.Writing.Baskets;

namespace Hep.Root.IO.Merging.Baskets;

/// <summary>A branch whose baskets are copied: those that are in the new file, and what its trees say of it together.</summary>
/// <param name="key">The key of baskets that lay in the records of trees.</param>
/// <param name="leaves">How many leaves it has.</param>
internal sealed class CopiedBranch(BasketKey key, int leaves)
{
    public BasketKey Key => key;

    public BasketList Baskets { get; } = new(key);

    public CopiedLeaf[] Leaves { get; } = [.. Enumerable.Range(0, leaves).Select(_ => new CopiedLeaf())];

    /// <summary>Entries of all trees; a branch that only holds others has some, and no baskets.</summary>
    public long EntryCount { get; private set; }

    /// <summary>The most elements of an entry, where it is the branch of a collection (TBranchElement::fMaximum).</summary>
    public long Maximum { get; private set; }

    /// <summary>Adds what a tree says of it.</summary>
    public void Add(Branch branch)
    {
        EntryCount += branch.EntryCount;
        Maximum = Math.Max(Maximum, branch.Stored.GetNumber("fMaximum"));
        for (int i = 0; i < Leaves.Length; i++) Leaves[i].Add(branch.Leaves[i]);
    }
}

/// <summary>What the leaves of trees say together: buffers of readers are made after the largest (TTreeCloner::CollectBranches).</summary>
internal sealed class CopiedLeaf
{
    private bool _isKnown;

    public long Minimum { get; private set; }

    public long Maximum { get; private set; }

    /// <summary>Of a text the longest, with its end.</summary>
    public long Length { get; private set; }

    public void Add(RootObject leaf)
    {
        (long minimum, long maximum) = (leaf.GetNumber("fMinimum"), leaf.GetNumber("fMaximum"));
        Minimum = _isKnown ? Math.Min(Minimum, minimum) : minimum;
        Maximum = _isKnown ? Math.Max(Maximum, maximum) : maximum;
        Length = Math.Max(Length, leaf.GetNumber("fLen"));
        _isKnown = true;
    }
}
