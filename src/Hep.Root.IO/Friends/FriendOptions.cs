namespace Hep.Root.IO;

/// <summary>How a friend is joined.</summary>
public sealed record FriendOptions
{
    /// <summary>The options that are used unless others are given.</summary>
    public static FriendOptions Default { get; } = new();

    /// <summary>
    /// What stands before a column of the friend whose name the tree has too, with a dot between: <c>scores.pt</c>. Null: the name of the
    /// friend's tree.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>What becomes of an entry that the friend has nothing for: true leaves it out; false, the default, is an error that names
    /// it.</summary>
    public bool DropUnmatched { get; init; }

    /// <summary>How both are read. The range of entries is that of the tree; the friend is read where its entries are needed.</summary>
    public ReadOptions Read { get; init; } = ReadOptions.Default;
}
