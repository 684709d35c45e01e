using Hep.Jagged;
using Hep.Root.IO.Friends;

namespace Hep.Root.IO;

/// <summary>Joins trees whose entries belong together: scores beside events, a second pass beside the first.</summary>
public static class FriendTrees
{
    /// <summary>A tree as a source that can be read again, with every operator on sources.</summary>
    /// <param name="tree">The tree; the source lives as long as its file is open.</param>
    /// <param name="options">Batch size and range of entries.</param>
    public static IBatchSource AsSource(this RootTree tree, ReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(tree);
        return new TreeSource(tree, tree.CommonSchema, options ?? ReadOptions.Default);
    }

    /// <summary>The tree's columns, and behind them those of a friend. Only columns that are selected later are read, of either.</summary>
    /// <param name="tree">The tree, whose entries, order and identities the result has.</param>
    /// <param name="friend">The friend; both files stay open while the source is used.</param>
    /// <param name="on">
    /// One to three flat columns of integers by whose values entries belong together, <c>["run", "event"]</c>; the friend's are not shown
    /// again.
    /// Null: entries of the same number belong together.
    /// </param>
    /// <param name="options">Names, what becomes of entries without a partner, and how is read.</param>
    /// <exception cref="RootException">
    /// A column to join by is missing or no flat integer, or names clash. While reading: an entry has no partner, or two entries of the
    /// friend have one key.
    /// </exception>
    public static IBatchSource WithFriend(
        this RootTree tree, RootTree friend, IReadOnlyList<string>? on = null, FriendOptions? options = null) =>
        tree.AsSource(options?.Read).WithFriend(friend, on, options);

    /// <summary>The same for any source: one that has a friend already, a dataset, a cut. By entry number it must be one tree's.</summary>
    /// <param name="source">The source, whose entries, order and identities the result has.</param>
    /// <param name="friend">The friend.</param>
    /// <param name="on">Columns by whose values entries belong together; null: entries of the same number in their trees do.</param>
    /// <param name="options">Names, what becomes of entries without a partner, and how the friend is read.</param>
    /// <exception cref="RootException">As above; and while reading, by entry number: the entries are of more than one tree.</exception>
    public static IBatchSource WithFriend(
        this IBatchSource source, RootTree friend, IReadOnlyList<string>? on = null, FriendOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(friend);
        return FriendSource.Join(source, friend, on ?? [], options ?? FriendOptions.Default);
    }
}
