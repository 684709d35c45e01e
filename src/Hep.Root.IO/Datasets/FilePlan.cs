using Hep.Jagged;

namespace Hep.Root.IO.Datasets;

/// <summary>How the batches of one file become batches of the dataset: made once a file, run once a batch.</summary>
internal sealed class FilePlan
{
    private readonly DatasetFile _file;
    private readonly Schema _schema;
    private readonly Schema _inputs;
    private readonly ColumnMaker[] _makers;
    private readonly Func<EntryBatch, Column>[] _outputs;

    /// <summary>
    /// Plans the columns of <paramref name="schema"/>, of which those that the dataset adds come from <paramref name="targets"/>.
    /// </summary>
    /// <exception cref="RootException">A column cannot be had from this file.</exception>
    /// <exception cref="PipelineException">A label or weight reads what is not there.</exception>
    public FilePlan(DatasetFile file, Schema schema, UnifiedSchema unified, DatasetTargets targets)
    {
        _file = file;
        _schema = schema;
        IEnumerable<ColumnSchema> needed = schema.SelectMany(c => !targets.IsAdded(c.Name) ? [unified.Get(c.Name)]
            : targets.At(file.Specification, c.Name, () => targets.Inputs(file.Specification, c.Name).Select(unified.Get).ToArray()));
        _makers = [.. needed.DistinctBy(c => c.Name, StringComparer.Ordinal).Select(c => ColumnMaker.For(c, file))];
        _inputs = new Schema(_makers.Select(m => m.Schema));
        Reads = [.. _makers.Select(m => m.Reads).OfType<string>().Distinct(StringComparer.Ordinal)];
        // A stream of no columns has no entries: where all are made here, a cheap one of the file counts them.
        if (Reads.Count == 0 && file.Schema.MinBy(c => (c.OffsetLevels, c.FixedCount * c.Type.Width)) is { } cheapest)
            Reads = [cheapest.Name];
        _outputs = [.. schema.Select(c => Output(c, targets))];
    }

    /// <summary>The stored columns to read, at least one where the file has any.</summary>
    public IReadOnlyList<string> Reads { get; }

    /// <summary>The dataset's batch of a batch of this file, which is disposed.</summary>
    public EntryBatch Apply(EntryBatch stored)
    {
        using (stored)
        {
            using EntryBatch inputs =
                new(_inputs, Array.ConvertAll(_makers, m => m.Make(stored)), stored.Identities.Under(_file.Source));
            return new EntryBatch(_schema, Array.ConvertAll(_outputs, make => make(inputs)), inputs.Identities.Share());
        }
    }

    private Func<EntryBatch, Column> Output(ColumnSchema column, DatasetTargets targets)
    {
        if (!targets.IsAdded(column.Name)) return inputs => inputs[column.Name].Share();
        BoundFormula[] formulas = targets.Bind(_file.Specification, column.Name, _inputs);
        return inputs => DatasetTargets.Make(column, formulas, inputs);
    }
}
