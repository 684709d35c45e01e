using Hep.Root.IO.Writing.Baskets;
using Hep.Root.IO.Writing.Copying;
using Hep.Root.IO.Writing.Objects;

namespace Hep.Root.IO.Merging.Baskets;

/// <summary>
/// A tree of the baskets of trees that follow each other: its record is that of the first, but for what it says of entries and baskets.
/// Titles, aliases, friends and what users put beside the entries are those of the first.
/// </summary>
/// <param name="first">The first.</param>
/// <param name="name">Its name, for keys.</param>
/// <param name="directorySeek">The directory that it is in.</param>
internal sealed class JoinedTree(StoredTree first, string name, long directorySeek)
{
    public StoredTree First => first;

    public long EntryCount { get; private set; }

    /// <summary>The branches, each before those in it.</summary>
    public IReadOnlyList<CopiedBranch> Branches { get; } =
        [.. first.Branches.Select(b => new CopiedBranch(new BasketKey(b.Name, name, directorySeek), b.Leaves.Length))];

    public JoinedClusters Clusters { get; } = new(first.Object.GetNumber("fAutoFlush"));

    /// <summary>Counts the entries of a tree, whose baskets are listed by then.</summary>
    public void Add(StoredTree tree)
    {
        for (int i = 0; i < Branches.Count; i++) Branches[i].Add(tree.Branches[i]);
        Clusters.Add(tree.Object, tree.EntryCount);
        EntryCount += tree.EntryCount;
    }

    /// <summary>Writes the payload of its record.</summary>
    /// <exception cref="RootException">The record of the first holds something that cannot be moved.</exception>
    public void Write(ObjectBuffer buffer)
    {
        JoinedMembers members = new(this);
        new ObjectCopier(first.Infos, first.Limits, members).Copy(first.ClassName, first.Payload, first.KeyLength, buffer);
        members.CheckAll();
    }
}
