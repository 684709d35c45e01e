using Hep.Jagged;
using Hep.Root.IO.Serialization;
using Hep.Root.IO.Trees.TTree;
using Hep.Root.IO.Writing.Baskets;
using Hep.Root.IO.Writing.Copying;
using Hep.Root.IO.Writing.Objects;

namespace Hep.Root.IO.Merging.Baskets;

/// <summary>What stands in the record of a joined tree instead of the members of the first: of tree, branches and leaves.</summary>
internal sealed class JoinedMembers : IReplacedMembers
{
    // A branch has room for at least so many baskets (TBranch::TBranch).
    private const int SmallestCount = 10;

    private const int ArrayVersion = 3;

    private readonly JoinedTree _tree;
    private readonly (RootObject Stored, object Copied)[] _inOrder;
    private readonly Stack<(string ClassName, object? Copied)> _open = new();
    private int _next;

    public JoinedMembers(JoinedTree tree)
    {
        _tree = tree;
        IReadOnlyList<Branch> branches = tree.First.Branches;
        // Objects of a record are numbered as they stand in it, where a branch may come before the one that lists it.
        _inOrder =
        [
            .. branches.Select((b, i) => (b.Stored, (object)tree.Branches[i]))
                .Concat(branches.SelectMany((b, i) => b.Leaves.Select((leaf, j) => (leaf, (object)tree.Branches[i].Leaves[j]))))
                .OrderBy(o => o.Item1.Number),
        ];
    }

    public void Begin(string className)
    {
        bool isCopied = className.StartsWith("TBranch", StringComparison.Ordinal)
            || className.StartsWith("TLeaf", StringComparison.Ordinal);
        if (isCopied && (_next == _inOrder.Length || _inOrder[_next].Stored.ClassName != className))
            throw new RootException($"A {className} lies in the tree that is none of its branches and leaves.");
        _open.Push((className, isCopied ? _inOrder[_next++].Copied : null));
    }

    public void End() => _open.Pop();

    /// <summary>Checks that all branches and leaves were met.</summary>
    public void CheckAll()
    {
        if (_next < _inOrder.Length) throw new RootException($"{_inOrder.Length} branches and leaves in a tree that holds {_next}.");
    }

    public bool TryWrite(string declaringClass, StreamerElement element, ObjectBuffer target)
    {
        (string className, object? copied) = _open.TryPeek(out var open) ? open : (_tree.First.ClassName, null);
        return copied switch
        {
            CopiedBranch branch when declaringClass == "TBranch" => TryWriteBranch(branch, element, target),
            CopiedBranch branch when declaringClass == Branch.ElementClass && element.Name == "fMaximum" =>
                Write(target, element, branch.Maximum),
            CopiedLeaf leaf when declaringClass == "TLeaf" => className == "TLeafC" && element.Name == "fLen"
                && Write(target, element, leaf.Length),
            CopiedLeaf leaf when IsWhole(element) => TryWriteRange(leaf, element, target),
            null when declaringClass == "TTree" && _open.Count == 0 => TryWriteTree(element, target),
            _ => false,
        };
    }

    private bool TryWriteTree(StreamerElement element, ObjectBuffer target)
    {
        JoinedClusters clusters = _tree.Clusters;
        return element.Name switch
        {
            "fEntries" => Write(target, element, _tree.EntryCount),
            "fTotBytes" => Write(target, element, _tree.Branches.Sum(b => b.Baskets.PlainBytes)),
            "fZipBytes" or "fSavedBytes" or "fFlushedBytes" => Write(target, element, _tree.Branches.Sum(b => b.Baskets.StoredBytes)),
            "fNClusterRange" => Write(target, element, clusters.RangeEnds.Count),
            "fClusterRangeEnd" => Write(target, element, clusters.RangeEnds.Count, i => clusters.RangeEnds[i]),
            "fClusterSize" => Write(target, element, clusters.RangeEnds.Count, i => clusters.RangeSizes[i]),
            "fAutoFlush" => Write(target, element, clusters.AutoFlush),
            _ => false,
        };
    }

    private static bool TryWriteBranch(CopiedBranch branch, StreamerElement element, ObjectBuffer target)
    {
        BasketList baskets = branch.Baskets;
        int room = Math.Max(SmallestCount, baskets.Count + 1);
        switch (element.Name)
        {
            case "fWriteBasket": return Write(target, element, baskets.Count);
            case "fEntryNumber" or "fEntries": return Write(target, element, branch.EntryCount);
            case "fTotBytes": return Write(target, element, baskets.PlainBytes);
            case "fZipBytes": return Write(target, element, baskets.StoredBytes);
            case "fMaxBaskets": return Write(target, element, room);
            case "fBasketBytes": return Write(target, element, room, i => i < baskets.Count ? baskets.Bytes[i] : 0);
            // behind the last basket the end
            case "fBasketEntry":
                return Write(target, element, room,
                    i => i < baskets.Count ? baskets.FirstEntries[i] : i == baskets.Count ? baskets.EntryCount : 0);
            case "fBasketSeek": return Write(target, element, room, i => i < baskets.Count ? baskets.Seeks[i] : 0);
            case "fBaskets":                                // all of them are records of their own
                int array = target.Begin(ArrayVersion);
                target.WriteObject();
                target.Write("");
                target.Write(0);
                target.Write(0);
                target.End(array);
                return true;
            default: return false;
        }
    }

    private static bool TryWriteRange(CopiedLeaf leaf, StreamerElement element, ObjectBuffer target) => element.Name switch
    {
        "fMinimum" => Write(target, element, leaf.Minimum),
        "fMaximum" => Write(target, element, leaf.Maximum),
        _ => false,
    };

    // Ranges of real numbers say nothing that a reader relies on.
    private static bool IsWhole(StreamerElement element) =>
        BasicType.Find(element.Type) is { ElementType: not (ElementType.Float32 or ElementType.Float64) };

    private static bool Write(ObjectBuffer target, StreamerElement element, long value)
    {
        NumberEncoder.Write(target, element.Type, value);
        return true;
    }

    // A counted pointer: whether there is something, and the numbers.
    private static bool Write(ObjectBuffer target, StreamerElement element, int count, Func<int, long> value)
    {
        if (!BasicType.IsCounted(element.Type))
            throw new RootException($"Member {element.Name} is stored in a way in which it is not written (code {element.Type}).");
        target.Write(count > 0);
        for (int i = 0; i < count; i++) NumberEncoder.Write(target, element.ElementCode, value(i));
        return true;
    }
}
