using Hep.Jagged;
using Hep.Tool.Arguments;
using Hep.Tool.Terminal;

namespace Hep.Tool.Skims;

/// <summary>What a skim has of each entry: stored columns that were chosen, their counters, and all that was defined.</summary>
internal sealed class SkimColumns
{
    private readonly string[] _narrowed;

    private SkimColumns(Schema read, string[] narrowed)
    {
        _narrowed = narrowed;
        Read = read;
        Written = new Schema(read.Select(c => narrowed.Contains(c.Name) ? c with { Type = ElementType.Float32 } : c));
    }

    /// <summary>The columns as they are read and computed.</summary>
    public Schema Read { get; }

    /// <summary>The columns as they are written.</summary>
    public Schema Written { get; }

    /// <summary>Chooses.</summary>
    /// <param name="columns">All that there are, defined ones behind stored ones.</param>
    /// <param name="request">Which stored ones are wanted.</param>
    /// <param name="definitions">The defined ones.</param>
    /// <exception cref="PipelineException">A name or pattern fits no column.</exception>
    /// <exception cref="ToolException">None of the columns can be copied.</exception>
    public static SkimColumns Choose(Schema columns, SkimRequest request, IReadOnlyList<ColumnFormula> definitions)
    {
        (Schema own, HashSet<string> without, Schema chosen) = Select(columns, request);
        HashSet<string> named = [.. request.Patterns ?? [], .. definitions.Select(d => d.Name)];
        Dictionary<string, bool> asked = new(StringComparer.Ordinal);
        Schema copied = chosen.SelectColumns(IsCopied);
        if (copied.Count == 0 && definitions.Count == 0 && own.Count > 0)
            throw new ToolException(chosen.Count == 0 ? "--without leaves no column to copy."
                : "None of the columns that were chosen can be copied (each is named above).");
        IEnumerable<ColumnSchema> wanted = copied.Concat(definitions.Select(d => columns[d.Name]));
        Schema read = new(wanted
            .SelectMany(c => CounterOf(c, columns) is { } counter && IsCopied(counter) ? [counter, c] : new[] { c })
            .DistinctBy(c => c.Name, StringComparer.Ordinal));
        return new SkimColumns(read, Narrowed(columns, definitions));

        bool IsCopied(ColumnSchema column)
        {
            if (named.Contains(column.Name)) return true;
            if (without.Contains(column.Name)) return false;
            if (!asked.TryGetValue(column.Name, out bool isCopied)) asked[column.Name] = isCopied = request.CanBeCopied(column);
            return isCopied;
        }
    }

    /// <summary>The stored columns that are asked for, but not by their names: what of them cannot be copied is left out.</summary>
    /// <param name="columns">All that there are, defined ones behind stored ones.</param>
    /// <param name="request">Which of them are wanted.</param>
    /// <param name="named">Those that are named.</param>
    public static IEnumerable<string> Dispensable(Schema columns, SkimRequest request, IEnumerable<string> named) =>
        Select(columns, request).Chosen.Select(c => c.Name).Except(named, StringComparer.Ordinal);

    /// <summary>
    /// The entries of a batch of <see cref="Read"/> as they are written: another handle, with columns of its own where types differ.
    /// </summary>
    public EntryBatch Narrow(EntryBatch batch) =>
        _narrowed.Length == 0 ? batch.Share() : batch.With([.. _narrowed.Select(name => (Column)batch.GetAs<float>(name))]);

    private static (Schema Own, HashSet<string> Without, Schema Chosen) Select(Schema columns, SkimRequest request)
    {
        Schema own = columns.SelectColumns(c => !DatasetColumns.IsReserved(c.Name));    // a dataset adds weights
        HashSet<string> without = [.. own.SelectColumns(request.Without).Select(c => c.Name)];
        Schema chosen = request.Patterns is { } patterns ? own.SelectColumns(patterns) : own;
        return (own, without, chosen.SelectColumns(c => !without.Contains(c.Name)));
    }

    // Without its counter a list gets another one, of another type: readers that knew the file expect the one that it had.
    private static ColumnSchema? CounterOf(ColumnSchema column, Schema columns) =>
        column.Counter is { } name && columns.TryGet(name, out ColumnSchema? counter) && counter.Type.IsInteger
            && counter.Dimensions.IsEmpty ? counter : null;

    // Arithmetic is float64; where nothing in it was more exact than float32 the result is written as that.
    private static string[] Narrowed(Schema columns, IReadOnlyList<ColumnFormula> definitions)
    {
        HashSet<string> narrow = new(StringComparer.Ordinal);
        foreach (ColumnFormula definition in definitions)
            if (columns[definition.Name].Type == ElementType.Float64 && definition.Formula.Columns is { Count: > 0 } operands
                && operands.All(o => narrow.Contains(o) || columns[o].Type is ElementType.Float32 or ElementType.Bool))
                narrow.Add(definition.Name);
        return [.. narrow];
    }
}
