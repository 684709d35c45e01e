using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>Which levels lie between an entry and the values of a feature column.</summary>
internal enum FeatureLevels
{
    /// <summary>The same number of values in every entry.</summary>
    Flat,
    /// <summary>A list in every entry.</summary>
    Lists,
    /// <summary>Lists of lists; the outer ones may be of one fixed length.</summary>
    ListsOfLists,
}

/// <summary>The shape of a feature column, reduced to what the layout of cells asks for.</summary>
/// <param name="Levels">The levels that vary.</param>
/// <param name="FixedLists">Elements of the outer list where their number is fixed; 0 where it varies or there is none.</param>
/// <param name="Stride">Values below the innermost list, or below the entry of a flat column.</param>
internal readonly record struct FeatureShape(FeatureLevels Levels, int FixedLists, int Stride)
{
    /// <summary>
    /// The shape of a column, or null where cells are not defined for it: text, three levels, a fixed level between lists.
    /// </summary>
    public static FeatureShape? Of(ColumnSchema column)
    {
        if (!column.Type.IsNumeric || column.Depth > 2) return null;
        ImmutableArray<Dimension> dimensions = column.Dimensions;
        if (column.Depth == 0) return new FeatureShape(FeatureLevels.Flat, 0, column.FixedCount);
        int outerFixed = 1, next = 0;
        while (!dimensions[next].IsVariable) outerFixed = checked(outerFixed * dimensions[next++].Size);
        int firstList = next;
        while (next < dimensions.Length && dimensions[next].IsVariable) next++;
        int lists = next - firstList, stride = 1;
        for (; next < dimensions.Length; next++)
        {
            if (dimensions[next].IsVariable) return null;
            stride = checked(stride * dimensions[next].Size);
        }
        if (firstList > 0) return lists == 1 ? new FeatureShape(FeatureLevels.ListsOfLists, outerFixed, stride) : null;
        return new FeatureShape(lists == 1 ? FeatureLevels.Lists : FeatureLevels.ListsOfLists, 0, stride);
    }
}
