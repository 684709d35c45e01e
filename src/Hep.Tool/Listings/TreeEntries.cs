using System.Globalization;
using Hep.Inference.Client;
using Hep.Jagged;
using Hep.Root.IO;
using Hep.Tool.Arguments;
using Hep.Tool.Terminal;

namespace Hep.Tool.Listings;

/// <summary>Some entries of a tree: a table for people, of as many columns as fit, or a JSON object an entry.</summary>
/// <param name="tree">The tree.</param>
/// <param name="columns">Names and patterns; null: what can be read.</param>
/// <param name="range">Which entries.</param>
internal sealed class TreeEntries(RootTree tree, IReadOnlyList<string>? columns, (long First, long End) range)
{
    private const int WidestCell = 36, MostElements = 6, NarrowestColumn = 4, MostReasons = 3;

    /// <summary>A row an entry. Where nobody watches, all columns that were asked for are written, however wide.</summary>
    public async Task WriteTextAsync(Invocation call, CancellationToken cancellationToken)
    {
        if (tree.Columns.Count == 0)
        {
            call.Print($"0 of {tree.EntryCount:N0} entries");
            return;
        }
        string[] names = [.. Names()];
        bool showsAll = columns is not null && !call.Session.OutputIsTerminal;
        // More cannot fit: what would not be shown is not read.
        IReadOnlyList<string>? read = columns ?? [.. names.Take(Math.Max(1, call.Session.Width / NarrowestColumn))];
        if (read.Count == 0)
            throw new ToolException($"No column of tree '{tree.Path}' can be read: 'hep ls' says why.");
        (List<string[]> rows, ColumnSchema[] shown, int[] widths) = await ReadOrLeaveOutAsync(read, call, cancellationToken);
        int width = "entry".Length + 4, fitting = 0;
        while (fitting < shown.Length && (showsAll || fitting == 0 || width + 3 + widths[fitting] <= call.Session.Width))
            width += 3 + widths[fitting++];
        TextTable table = new([("entry", true), .. shown.Take(fitting).Select(c => (c.Name, c.Dimensions.IsEmpty && c.Type.IsNumeric))]);
        for (int i = 0; i < rows.Count; i++)
            table.Add([(range.First + i).ToString(CultureInfo.InvariantCulture), .. rows[i].Take(fitting)]);
        if (rows.Count > 0) table.Write(call.Session, call.Session.Output);
        int all = columns is null ? names.Length : shown.Length;
        call.Print($"{rows.Count:N0} of {tree.EntryCount:N0} entries{(rows.Count > 0 ? ColumnCount(fitting, all) : "")}");
    }

    /// <summary>A line an entry with all columns, numbers in full.</summary>
    public async Task WriteJsonAsync(Invocation call, CancellationToken cancellationToken)
    {
        using JsonLines lines = new(call.Session);
        using ProgressLine progress = call.Progress("show", "entries", range.End - range.First);
        long done = 0;
        try
        {
            await WriteAsync(columns);
        }
        // Lines that are written already have the column that fails: then it is an error.
        catch (RootException) when (columns is null && done == 0)
        {
            IReadOnlyList<string> decodable = await DecodableAsync([.. Names()], call, cancellationToken);
            if (decodable.Count == 0) throw;
            await WriteAsync(decodable);
        }

        async Task WriteAsync(IReadOnlyList<string>? names)
        {
            await foreach (EntryBatch batch in tree.ReadBatchesAsync(names, Options(call), cancellationToken))
                using (batch)
                {
                    // As float64 the digits are exact for every reader; as float32 they would be for those alone that know the type.
                    EntryJsonWriter[] writers = [.. batch.Columns.Select(
                        c => EntryJsonWriter.Create(c.Type == ElementType.Float32 ? batch.GetAs<double>(c.Name) : c))];
                    for (int entry = 0; entry < batch.EntryCount; entry++)
                        await lines.WriteAsync(json =>
                        {
                            foreach (EntryJsonWriter writer in writers) writer.Write(json, entry);
                        }, cancellationToken);
                    progress.Report(done += batch.EntryCount);
                }
        }
    }

    // Where nobody chose the columns, one whose bytes are not what its class says does not cost the others.
    private async Task<(List<string[]> Rows, ColumnSchema[] Shown, int[] Widths)> ReadOrLeaveOutAsync(
        IReadOnlyList<string> names, Invocation call, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadRowsAsync(names, call, cancellationToken);
        }
        catch (RootException) when (columns is null && names.Count > 1)
        {
            IReadOnlyList<string> decodable = await DecodableAsync(names, call, cancellationToken);
            if (decodable.Count == 0) throw;
            return await ReadRowsAsync(decodable, call, cancellationToken);
        }
    }

    // Those that can be read over the range, each for itself.
    private async Task<IReadOnlyList<string>> DecodableAsync(
        IReadOnlyList<string> names, Invocation call, CancellationToken cancellationToken)
    {
        List<string> decodable = [];
        int leftOut = 0;
        foreach (string name in names)
            try
            {
                await foreach (EntryBatch batch in tree.ReadBatchesAsync([name], Options(call), cancellationToken)) batch.Dispose();
                decodable.Add(name);
            }
            catch (RootException failure)
            {
                if (++leftOut <= MostReasons) call.Say($"left out: {failure.Message}");
            }
        if (leftOut > MostReasons) call.Say($"and {leftOut - MostReasons:N0} more");
        return decodable;
    }

    private async Task<(List<string[]> Rows, ColumnSchema[] Shown, int[] Widths)> ReadRowsAsync(
        IReadOnlyList<string> names, Invocation call, CancellationToken cancellationToken)
    {
        List<string[]> rows = [];
        ColumnSchema[] shown = [];
        int[] widths = [];
        await foreach (EntryBatch batch in tree.ReadBatchesAsync(names, Options(call), cancellationToken))
            using (batch)
            {
                if (shown.Length == 0) (shown, widths) = ([.. batch.Schema], [.. batch.Schema.Select(c => c.Name.Length)]);
                for (int entry = 0; entry < batch.EntryCount; entry++)
                {
                    string[] row = [.. batch.Columns.Select(c => Cell(c, entry))];
                    for (int i = 0; i < row.Length; i++) widths[i] = Math.Max(widths[i], row[i].Length);
                    rows.Add(row);
                }
            }
        return (rows, shown, widths);
    }

    // The columns that have a value for each entry, as reading without names takes them.
    private IEnumerable<string> Names()
    {
        RootColumn[] readable = [.. tree.Columns.Where(c => c.Schema is not null && c.WhyUnreadable is null)];
        long entries = Math.Min(tree.EntryCount, readable.Select(c => c.EntryCount).DefaultIfEmpty(0).Max());
        return readable.Where(c => c.EntryCount >= entries).Select(c => c.Name);
    }

    private ReadOptions Options(Invocation call) => call.ReadOptions with { FirstEntry = range.First, EndEntry = range.End };

    private static string ColumnCount(int shown, int all) => string.Create(CultureInfo.InvariantCulture,
        $", {shown:N0} of {all:N0} columns{(shown < all ? ": --columns chooses others, --json prints all" : "")}");

    // As many elements of lists as fit a cell.
    private static string Cell(Column column, int entry)
    {
        string text = "";
        for (int elements = MostElements; elements >= 1; elements--)
        {
            text = column.ToText(entry, elements).ReplaceLineEndings(" ");
            if (text.Length <= WidestCell) return text;
        }
        return TableLayout.Cut(text, WidestCell);
    }
}
