using System.Collections.Immutable;
using Hep.Inference;
using Hep.Jagged;
using Hep.Tool.Terminal;
using Hep.Tool.Vectors;

namespace Hep.Tool.Scores;

/// <summary>
/// What a tree of scores has of each entry: the columns that are copied along, the model's outputs, <c>selected</c>, and where only some
/// entries are written <c>entries</c>, which are the same as in other files of scores.
/// </summary>
internal sealed class TreeColumns
{
    private const string SelectedName = "selected", EntriesName = "entries";

    private readonly ScoreTree _tree;
    private readonly ImmutableArray<ITreeColumns> _outputs;
    private readonly Schema _scores;

    /// <summary>Lays the columns out.</summary>
    /// <param name="tree">What is wanted.</param>
    /// <param name="outputs">The outputs; sizes behind the first axis are known.</param>
    /// <exception cref="ToolException">Two columns would have one name, or an output cannot be written.</exception>
    public TreeColumns(ScoreTree tree, IReadOnlyList<TensorSignature> outputs)
    {
        _tree = tree;
        foreach (TensorSignature output in outputs.Where(o => o.Shape.IsEmpty)) throw WithoutRows(output);
        _outputs = [.. outputs.Select(o => tree.Meaning.IsReconstruction(o)
            ? (ITreeColumns)new DecodedColumns(o.Name, tree.Meaning.Pipelines) : new OutputColumns(o, tree.Meaning.LabelsOf(o.Name)))];
        List<ColumnSchema> scores = [.. _outputs.SelectMany(o => o.Schema), new ColumnSchema(SelectedName, ElementType.Bool)];
        if (tree.HasSelectedOnly) scores.Add(new ColumnSchema(EntriesName, ElementType.Int64, Dimension.Fixed(EntryPlaces.Width)));
        ColumnSchema[] all = [.. tree.Copied, .. scores];
        if (all.GroupBy(c => c.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { Key: var twice })
            throw new ToolException(tree.Copied.TryGet(twice, out _)
                ? $"'{twice}' is a column of the files, and one of the scores: leave it out of --columns."
                : $"Two of the model's outputs would be the column '{twice}': .npz and .csv keep them apart.");
        _scores = new Schema(scores);
        Schema = new Schema(all);
    }

    /// <summary>All columns.</summary>
    public Schema Schema { get; }

    /// <summary>The rows of some entries; these stay whole, and who receives rows disposes them.</summary>
    /// <exception cref="ToolException">An output has not a row for each entry.</exception>
    public EntryBatch Make(EntryBatch entries, Predictions predictions)
    {
        foreach (Tensor output in predictions.Outputs)
            if (output.Shape.IsEmpty || output.RowCount != entries.EntryCount) throw WithoutRows(output.Signature);
        List<Column> columns = [.. _tree.Copied.Select(c => entries[c.Name].Share())];
        foreach (ITreeColumns output in _outputs) columns.AddRange(output.Make(entries, predictions));
        columns.Add(Column.Create(SelectedName, predictions.Selected));
        if (!_tree.HasSelectedOnly) return new EntryBatch(Schema, columns, entries.Identities.Share());
        SharedMemory<long> places = SharedMemory<long>.Rent(entries.EntryCount * EntryPlaces.Width);
        EntryPlaces.Copy(entries.Identities, places.Span);
        columns.Add(new Column<long>(_scores[EntriesName], entries.EntryCount, places));
        using EntryBatch all = new(Schema, columns, entries.Identities.Share());
        return all.Take(Selected(predictions));
    }

    private static int[] Selected(Predictions predictions)
    {
        List<int> rows = [];
        for (int row = 0; row < predictions.Count; row++)
            if (predictions.Selected[row]) rows.Add(row);
        return [.. rows];
    }

    private static ToolException WithoutRows(TensorSignature output) =>
        new($"The model's output '{output}' has not a row for each entry, as a tree has.");
}
