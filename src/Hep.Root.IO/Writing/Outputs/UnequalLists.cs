using Hep.Jagged;

namespace Hep.Root.IO.Writing.Outputs;

/// <summary>Where lists of two columns, which one counter or one field is to hold, are not equally long.</summary>
/// <param name="Entry">The entry of the batch.</param>
/// <param name="Found">Elements of the second column's list.</param>
/// <param name="Expected">Elements of the first one's.</param>
internal sealed record UnequalLists(int Entry, int Found, int Expected)
{
    /// <summary>Refuses lists of one collection that differ.</summary>
    /// <inheritdoc cref="Find"/>
    /// <exception cref="RootException">They are not equally long.</exception>
    public static void Check(Column first, Column other, int level, long firstEntry)
    {
        if (Find(first, other, level) is { } unequal)
            throw new RootException($"Entry {firstEntry + unequal.Entry}: '{other.Name}' has {unequal.Found} elements, '{first.Name}', "
                + $"of the same collection, {unequal.Expected}. If they are not one collection, give one of them another "
                + "name ([RootColumn] on a record's member, column.Share(name) of a batch's column) or another ColumnSchema.Counter.")
            { Object = $"column '{other.Name}'" };
    }

    /// <summary>The first such place; null where there is none.</summary>
    /// <param name="first">A column.</param>
    /// <param name="other">One whose lists above the level are as long as those of the first.</param>
    /// <param name="level">The level of offsets.</param>
    public static UnequalLists? Find(Column first, Column other, int level)
    {
        if (first.OffsetsMemory(level).IsSameAs(other.OffsetsMemory(level))) return null;
        ReadOnlySpan<int> expected = first.Offsets(level), found = other.Offsets(level);
        int place = expected.CommonPrefixLength(found);
        if (place == expected.Length) return null;
        int list = place - 1;
        return new UnequalLists(EntryOf(first, level, list), found[place] - found[list], expected[place] - expected[list]);
    }

    private static int EntryOf(Column column, int level, int list)
    {
        while (level-- > 0)
        {
            ReadOnlySpan<int> offsets = column.Offsets(level);
            int above = 0;
            while (offsets[above + 1] <= list) above++;
            list = above;
        }
        return list;
    }
}
