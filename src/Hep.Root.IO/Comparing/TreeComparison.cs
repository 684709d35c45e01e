using System.Globalization;
using System.Runtime.CompilerServices;
using Hep.Jagged;
using Hep.Root.IO.Datasets;

namespace Hep.Root.IO.Comparing;

/// <summary>Holds two trees against each other, of either format: their columns by name, and the entries that both have.</summary>
/// <param name="first">One tree.</param>
/// <param name="second">The other.</param>
/// <param name="options">Which columns, and how they are read.</param>
/// <param name="progress">Is told of each entry once, however many columns there are.</param>
internal sealed class TreeComparison(RootTree first, RootTree second, ComparisonOptions options, Action<long> progress)
{
    private readonly bool _isOneFormat = IsNTuple(first) == IsNTuple(second);

    /// <summary>The columns that either tree has.</summary>
    public int ColumnCount { get; private set; }

    public async IAsyncEnumerable<RootDifference> CompareAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (first.EntryCount != second.EntryCount)
            yield return Difference(DifferenceKind.EntryCount, Text(first.EntryCount), Text(second.EntryCount));
        Func<string, bool> isWanted = NamePatterns(options.Columns);
        Dictionary<string, RootColumn> others =
            second.Columns.Where(c => isWanted(c.Name)).ToDictionary(c => c.Name, StringComparer.Ordinal);
        List<ComparedColumn> compared = [];
        foreach (RootColumn mine in first.Columns.Where(c => isWanted(c.Name)))
        {
            ColumnCount++;
            if (!others.Remove(mine.Name, out RootColumn? theirs))
            {
                if (!IsCounterAlone(mine, first)) yield return Difference(DifferenceKind.OnlyInFirst, mine.TypeName, "", mine.Name);
                continue;
            }
            if (mine.WhyUnreadable is not null || theirs.WhyUnreadable is not null)
            {
                yield return Difference(
                    DifferenceKind.NotCompared, mine.WhyUnreadable ?? "", theirs.WhyUnreadable ?? "", mine.Name);
                continue;
            }
            (ColumnSchema schema, ColumnSchema other) = (mine.Schema!, theirs.Schema!);
            ElementType? type = schema.Dimensions.AsSpan().SequenceEqual(other.Dimensions.AsSpan())
                ? TypePromotion.Common(schema.Type, other.Type) : null;
            // Each format has its own types for what it counts: across them values are what matters.
            if (type is null || schema.Type != other.Type && _isOneFormat)
                yield return Difference(DifferenceKind.Type, TypeOf(schema), TypeOf(other), mine.Name);
            bool isWhole = mine.EntryCount == first.EntryCount && theirs.EntryCount == second.EntryCount;
            if (mine.EntryCount != theirs.EntryCount && !isWhole)
                yield return Difference(DifferenceKind.EntryCount, Text(mine.EntryCount), Text(theirs.EntryCount), mine.Name);
            if (type is { } common)
                compared.Add(new ComparedColumn(mine.Name, common, Math.Min(mine.EntryCount, theirs.EntryCount)));
        }
        ColumnCount += others.Count;
        foreach (RootColumn theirs in second.Columns)
            if (others.ContainsKey(theirs.Name) && !IsCounterAlone(theirs, second))
                yield return Difference(DifferenceKind.OnlyInSecond, "", theirs.TypeName, theirs.Name);
        // Columns are as long as their tree, but where a writer was interrupted.
        foreach (IGrouping<long, ComparedColumn> alike in compared.GroupBy(c => c.EntryCount).OrderByDescending(g => g.Key))
            await foreach (RootDifference difference in CompareAsync([.. alike], alike.Key, cancellationToken).ConfigureAwait(false))
                yield return difference;
    }

    /// <summary>Tells of a name whether it is among those that are wanted.</summary>
    public static Func<string, bool> NamePatterns(IReadOnlyList<string>? patterns)
    {
        if (patterns is null) return _ => true;
        Func<string, bool>[] fits = [.. patterns.Where(ColumnPattern.IsPattern).Select(ColumnPattern.Of)];
        return name => patterns.Contains(name, StringComparer.Ordinal) || Array.Exists(fits, f => f(name));
    }

    // Batches end where each file wants them to: what both have of a range is compared.
    private async IAsyncEnumerable<RootDifference> CompareAsync(
        List<ComparedColumn> open, long end, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string[] names = [.. open.Select(c => c.Name)];
        ReadOptions reading = options.Reading with { EndEntry = end };
        var mine = first.ReadBatchesAsync(names, reading, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var leaving = mine.ConfigureAwait(false);
        var theirs = second.ReadBatchesAsync(names, reading, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var leavingTheirs = theirs.ConfigureAwait(false);
        EntryBatch? a = null, b = null;
        try
        {
            (int at, int other) = (0, 0);
            for (long entry = 0; entry < end && open.Count > 0;)
            {
                if (a is null || at == a.EntryCount) (a, at) = (await NextAsync(mine, a, entry).ConfigureAwait(false), 0);
                if (b is null || other == b.EntryCount) (b, other) = (await NextAsync(theirs, b, entry).ConfigureAwait(false), 0);
                int count = Math.Min(a.EntryCount - at, b.EntryCount - other);
                List<ComparedColumn> alike = [];
                foreach (ComparedColumn column in open)
                    if (ColumnComparison.FindFirst(column.Type, a, at, b, other, count, column.Name) is { } found)
                        yield return Difference(DifferenceKind.Value, found.First, found.Second, column.Name) with
                        {
                            Entry = entry + found.Entry, Place = found.Place,
                        };
                    else alike.Add(column);
                open = alike;
                (at, other, entry) = (at + count, other + count, entry + count);
                progress(count);
            }
        }
        finally
        {
            a?.Dispose();
            b?.Dispose();
        }
    }

    private static async ValueTask<EntryBatch> NextAsync(IAsyncEnumerator<EntryBatch> batches, EntryBatch? before, long entry)
    {
        before?.Dispose();
        do
        {
            if (!await batches.MoveNextAsync().ConfigureAwait(false))
                throw new RootException($"The entries end before entry {entry}, though the tree claims it.");
        }
        while (batches.Current.EntryCount == 0);
        return batches.Current;
    }

    // The lengths of lists are a column of their own in one format, and the lists' own in the other.
    private bool IsCounterAlone(RootColumn column, RootTree tree) => !_isOneFormat && tree.Schema.Any(c => c.Counter == column.Name);

    private RootDifference Difference(DifferenceKind kind, string mine, string theirs, string? column = null) =>
        new(first.Path, kind, mine, theirs) { Column = column };

    private static bool IsNTuple(RootTree tree) => tree.ClassName.EndsWith("RNTuple", StringComparison.Ordinal);

    private static string TypeOf(ColumnSchema column) => $"{column.Type.Name}{string.Concat(column.Dimensions.Select(d => $"[{d}]"))}";

    private static string Text(long count) => count.ToString(CultureInfo.InvariantCulture);

    /// <summary>A column that is compared.</summary>
    /// <param name="Name">Its name in both.</param>
    /// <param name="Type">The type in which values are compared.</param>
    /// <param name="EntryCount">The entries that both have.</param>
    private readonly record struct ComparedColumn(string Name, ElementType Type, long EntryCount);
}
