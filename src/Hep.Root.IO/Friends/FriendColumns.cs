using Hep.Jagged;

namespace Hep.Root.IO.Friends;

/// <summary>The columns of a friend: as its tree has them, and as they are shown beside those of the other tree.</summary>
/// <param name="Stored">As the friend has them.</param>
/// <param name="Shown">The same columns under the names, and with the counters, that the join gives them.</param>
internal sealed record FriendColumns(Schema Stored, Schema Shown)
{
    /// <summary>All columns of a friend but those it is joined by. A name that the other side has gets the friend's in front, and so do
    /// counters.</summary>
    /// <exception cref="RootException">A name that was made is taken as well.</exception>
    public static FriendColumns Of(RootTree friend, Schema other, IReadOnlyList<string> on, string? name)
    {
        string prefix = name ?? friend.Path[(friend.Path.LastIndexOf('/') + 1)..];
        Schema stored = new(friend.CommonSchema.Where(c => !on.Contains(c.Name)));
        ColumnSchema[] shown =
            [.. stored.Select(c => c with { Name = Show(c.Name), Counter = c.Counter is { } counter ? Show(counter) : null })];
        string? clash = shown.Select(c => c.Name).FirstOrDefault(n => other.TryGet(n, out _))
            ?? shown.GroupBy(c => c.Name).FirstOrDefault(g => g.Count() > 1)?.Key;
        if (clash is not null)
            throw new RootException(
                $"Column '{clash}' of friend '{friend.Path}' ({friend.Source.Location}) is there already: "
                + "give the friend another name (FriendOptions.Name).")
            { File = friend.Source.Location, Object = clash };
        return new FriendColumns(stored, new Schema(shown));

        string Show(string column) => other.TryGet(column, out _) ? $"{prefix}.{column}" : column;
    }

    /// <summary>Those that are shown under names of a choice, in its order.</summary>
    public FriendColumns Select(IEnumerable<string> names)
    {
        int[] places = [.. names.Select(Shown.GetIndex)];
        return new FriendColumns(new Schema(places.Select(p => Stored[p])), new Schema(places.Select(p => Shown[p])));
    }
}
