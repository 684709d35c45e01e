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
    private readonly bool _isOneFormat = first.Format == second.Format;
    private readonly ColumnComparison _columns = new(options.Tolerance);

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

    // Where a batch cannot be read, each half of the columns goes on alone, down to the one that is damaged.
    private async IAsyncEnumerable<RootDifference> CompareAsync(
        List<ComparedColumn> columns, long end, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long told = 0;
        Stack<(List<ComparedColumn> Columns, long From)> open = new([(columns, 0)]);
        while (open.TryPop(out (List<ComparedColumn> Columns, long From) part))
        {
            (List<ComparedColumn> left, long entry) = part;
            string[] names = [.. left.Select(c => c.Name)];
            ReadOptions reading = options.Reading with { FirstEntry = entry, EndEntry = end };
            BatchCursor mine = new(first.ReadBatchesAsync(names, reading, cancellationToken).GetAsyncEnumerator(cancellationToken));
            await using var leaving = mine.ConfigureAwait(false);
            BatchCursor theirs = new(second.ReadBatchesAsync(names, reading, cancellationToken).GetAsyncEnumerator(cancellationToken));
            await using var leavingTheirs = theirs.ConfigureAwait(false);
            string? why = null, whyOther = null;
            while (entry < end && left.Count > 0)
            {
                why = await mine.FillAsync(entry).ConfigureAwait(false);
                whyOther = await theirs.FillAsync(entry).ConfigureAwait(false);
                if (why is not null || whyOther is not null) break;
                // Batches end where each file wants them to: what both have of a range is compared.
                int count = Math.Min(mine.Left, theirs.Left);
                List<ComparedColumn> alike = [];
                foreach (ComparedColumn column in left)
                    if (_columns.FindFirst(
                        column.Type, mine.Batch!, mine.At, theirs.Batch!, theirs.At, count, column.Name) is { } found)
                        yield return Difference(DifferenceKind.Value, found.First, found.Second, column.Name) with
                        {
                            Entry = entry + found.Entry, Place = found.Place,
                        };
                    else alike.Add(column);
                left = alike;
                mine.At += count;
                theirs.At += count;
                entry += count;
                if (entry > told) progress(entry - told);
                told = Math.Max(told, entry);
            }
            if (why is null && whyOther is null) continue;
            if (left.Count == 1) yield return Difference(DifferenceKind.NotCompared, why ?? "", whyOther ?? "", left[0].Name);
            else
            {
                open.Push((left[(left.Count / 2)..], entry));
                open.Push((left[..(left.Count / 2)], entry));
            }
        }
    }

    // The lengths of lists are a column of their own in one format, and the lists' own in the other.
    private bool IsCounterAlone(RootColumn column, RootTree tree) => !_isOneFormat && tree.Schema.Any(c => c.Counter == column.Name);

    private RootDifference Difference(DifferenceKind kind, string mine, string theirs, string? column = null) =>
        new(first.Path, kind, mine, theirs) { Column = column };

    private static string TypeOf(ColumnSchema column) => $"{column.Type.Name}{string.Concat(column.Dimensions.Select(d => $"[{d}]"))}";

    private static string Text(long count) => count.ToString(CultureInfo.InvariantCulture);

    /// <summary>A column that is compared.</summary>
    /// <param name="Name">Its name in both.</param>
    /// <param name="Type">The type in which values are compared.</param>
    /// <param name="EntryCount">The entries that both have.</param>
    private readonly record struct ComparedColumn(string Name, ElementType Type, long EntryCount);

    /// <summary>A place in a stream of batches, which it owns.</summary>
    private sealed class BatchCursor(IAsyncEnumerator<EntryBatch> batches) : IAsyncDisposable
    {
        /// <summary>The batch; null before the first.</summary>
        public EntryBatch? Batch { get; private set; }

        /// <summary>The next entry of it.</summary>
        public int At { get; set; }

        /// <summary>The entries of it that are left.</summary>
        public int Left => Batch is null ? 0 : Batch.EntryCount - At;

        /// <summary>Goes on to the next batch where none is left; why that cannot be, or null.</summary>
        public async ValueTask<string?> FillAsync(long entry)
        {
            try
            {
                while (Left == 0)
                {
                    Batch?.Dispose();
                    (Batch, At) = (null, 0);
                    if (!await batches.MoveNextAsync().ConfigureAwait(false))
                        return string.Create(
                            CultureInfo.InvariantCulture, $"the entries end before entry {entry}, though the tree claims it");
                    Batch = batches.Current;
                }
                return null;
            }
            catch (RootException failure)
            {
                return failure.Message;
            }
        }

        public async ValueTask DisposeAsync()
        {
            Batch?.Dispose();
            await batches.DisposeAsync().ConfigureAwait(false);
        }
    }
}
