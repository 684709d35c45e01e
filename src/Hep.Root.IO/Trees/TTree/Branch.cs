using System.Text;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.TTree;

/// <summary>A branch of a TTree as its metadata describe it, with its sub-branches, leaves and baskets.</summary>
internal sealed class Branch
{
    /// <summary>Branches of split objects carry the class and the member they hold (TBranchElement).</summary>
    public const string ElementClass = "TBranchElement";

    /// <summary>Branches of whole objects, of before there were those (TBranchObject).</summary>
    public const string ObjectClass = "TBranchObject";

    // The key of a basket without its names: 26 bytes, three lengths, TBasket, and its own members (TKey, TBasket::Streamer).
    private const int BareKeyBytes = 26 + 3 + 7 + 19;

    private Branch(RootObject stored, Branch? parent, int number)
    {
        Stored = stored;
        Parent = parent;
        Number = number;
        Name = stored.GetText("fName");
        ClassName = stored.ClassName;
    }

    public RootObject Stored { get; }

    public Branch? Parent { get; }

    /// <summary>The place among all branches of the tree: each stands before those in it.</summary>
    public int Number { get; }

    public string Name { get; }

    /// <summary>The class of the branch itself: TBranch, TBranchElement, TBranchObject…</summary>
    public string ClassName { get; }

    public IReadOnlyList<Branch> Children { get; private set; } = [];

    public RootObject[] Leaves { get; private set; } = [];

    /// <summary>Whether there are leaves of classes that the file does not describe.</summary>
    public bool HasUnknownLeaves { get; private set; }

    public IReadOnlyList<BasketPlace> Baskets => Places;

    /// <summary>The same, with what is known of them together.</summary>
    public required BasketPlaces Places { get; init; }

    /// <summary>Entries of this branch: they may be fewer than the tree's.</summary>
    public required long EntryCount { get; init; }

    /// <summary>Bytes of the baskets on disk, and after decompression.</summary>
    public required long StoredBytes { get; init; }

    public required long PlainBytes { get; init; }

    /// <summary>The other file that holds the baskets; empty where it is this one.</summary>
    public string FileName => Stored.GetText("fFileName");

    /// <summary>TBranchElement: the class whose member this is, or the class of the whole branch.</summary>
    public string ElementClassName => Stored.GetText("fClassName");

    /// <summary>TBranchElement: the class of the elements of a TClonesArray.</summary>
    public string ClonesName => Stored.GetText("fClonesName");

    public int ElementClassVersion => (int)Stored.GetNumber("fClassVersion");

    public uint ElementChecksum => (uint)Stored.GetNumber("fCheckSum");

    /// <summary>TBranchElement: the index of the member in its class; −1 and −2 for a branch that is no member.</summary>
    public int ElementId => (int)Stored.GetNumber("fID");

    /// <summary>TBranchElement: the role in splitting (0 plain, 3 and 4 masters of collections, 31 and 41 their members).</summary>
    public int ElementType => (int)Stored.GetNumber("fType");

    /// <summary>TBranchElement: how the member is stored, in the codes of streamer elements.</summary>
    public int StreamerType => (int)Stored.GetNumber("fStreamerType");

    /// <summary>TBranchElement: the most elements that an entry of a split collection has.</summary>
    public long MostElements => (long)Stored.GetNumber("fMaximum");

    /// <summary>
    /// Whether entries of so many bytes or more can be those of its baskets; what classes that stream themselves by hand write has nothing
    /// to do with the members that their streamer infos name.
    /// </summary>
    public bool MayHold(int entryBytes)
    {
        // Not the branch's entries: one that was begun late counts those before it.
        long stored = Places.EntryCount;
        bool isKnown = PlainBytes > 0 && stored > 0 && Places.OnDiskCount == Places.Count;
        if (!isKnown) return true;
        // The writer counts the keys of the baskets (TBranch::WriteBasketImpl), with the names that branch and tree had then.
        return entryBytes <= Math.Max(0, PlainBytes - Places.Count * BareKeyBytes) / stored;
    }

    /// <summary>Whether its baskets are so short that they hold nothing but keys, and the tables of where entries begin.</summary>
    /// <param name="tree">The tree's name, which is the title of their keys.</param>
    public bool MayStoreNothing(string tree)
    {
        // Keys of baskets have long places whatever the size of the file; a table has its length and one number more than entries.
        int keyBytes = BareKeyBytes + 2 * sizeof(int) + Encoding.UTF8.GetByteCount(Name) + Encoding.UTF8.GetByteCount(tree);
        return Places.EntryCount > 0
            && PlainBytes <= Places.Count * (keyBytes + 2L * sizeof(int)) + Places.EntryCount * sizeof(int);
    }

    /// <summary>About as many bytes of data as so many entries have.</summary>
    public long DataBytesOf(int entries) =>
        EntryCount <= 0 || PlainBytes <= 0 ? 0 : (long)Math.Min((double)PlainBytes / EntryCount * entries, long.MaxValue / 2);

    /// <summary>
    /// The branch of another member of the same object; null where there is none. Objects that are members of one may have their branches
    /// side by side, <c>a.n</c> and <c>b.n</c>: what stands before the last point is the object.
    /// </summary>
    public Branch? Sibling(string member)
    {
        int bracket = Name.IndexOf('[', StringComparison.Ordinal);
        string own = bracket < 0 ? Name : Name[..bracket], same = own[..(own.LastIndexOf('.') + 1)] + member;
        return Parent?.Children.FirstOrDefault(b => b.Name == same) ?? Parent?.Children.FirstOrDefault(b => b.Name == member);
    }

    public static IReadOnlyList<Branch> ReadAll(RootObject tree, RootReadLimits limits)
    {
        HashSet<RootObject> seen = new(tree.GetList("fBranches").Count, ObjectIdentity.Comparer);
        return ReadChildren(tree, null, limits, 0, seen);
    }

    private static Branch[] ReadChildren(RootObject owner, Branch? parent, RootReadLimits limits, int depth, HashSet<RootObject> seen)
    {
        if (depth > limits.MaxDepth) throw new RootException($"Branches lie more than {limits.MaxDepth} deep in each other.");
        ReadOnlySpan<object?> items = owner.GetItems("fBranches");
        if (items.IsEmpty) return [];
        Branch[] branches = new Branch[items.Length];
        int count = 0;
        foreach (object? item in items)
        {
            if (item is null) continue;                     // arrays of before ROOT 3 are stored with the slots that nothing fills
            if (item is not RootObject stored)
                throw new RootException($"A branch of class '{(item as RootBytes)?.ClassName}' is not described by the file.");
            if (!seen.Add(stored)) throw new RootException($"Branch '{stored.GetText("fName")}' stands in its tree twice.");
            branches[count++] = Read(stored, parent, limits, depth, seen);
        }
        return count == branches.Length ? branches : branches[..count];
    }

    private static Branch Read(RootObject stored, Branch? parent, RootReadLimits limits, int depth, HashSet<RootObject> seen)
    {
        long entryCount = Math.Max(0, stored.GetNumber("fEntries"));
        BasketPlaces baskets = new(stored, entryCount);
        Branch branch = new(stored, parent, seen.Count - 1)
        {
            EntryCount = entryCount,
            Places = baskets,
            StoredBytes = stored.GetNumber("fZipBytes"),
            PlainBytes = stored.GetNumber("fTotBytes") + baskets.EmbeddedBytes,   // the writer counts those on disk alone
        };
        branch.Children = ReadChildren(stored, branch, limits, depth + 1, seen);
        branch.ReadLeaves();
        return branch;
    }

    private void ReadLeaves()
    {
        ReadOnlySpan<object?> items = Stored.GetItems("fLeaves");
        RootObject[] leaves = new RootObject[items.Length];
        int count = 0;
        foreach (object? item in items)
        {
            if (item is RootObject leaf) leaves[count++] = leaf;
            else if (item is not null) HasUnknownLeaves = true;
        }
        Leaves = count == leaves.Length ? leaves : leaves[..count];
        if (Leaves.Length > 1 && new HashSet<RootObject>(Leaves, ObjectIdentity.Comparer).Count < Leaves.Length)
            throw new RootException($"A leaf stands in branch '{Name}' twice.");
    }
}
