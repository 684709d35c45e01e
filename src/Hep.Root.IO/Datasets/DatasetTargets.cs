using Hep.Jagged;

namespace Hep.Root.IO.Datasets;

/// <summary>The columns that a dataset adds: <c>hep.label</c>, one or several float32 an entry, and <c>hep.weight</c>.</summary>
internal sealed class DatasetTargets
{
    private readonly Dictionary<DatasetSource, (int Index, EntryFormula[] Labels, EntryFormula Weight)> _formulas;

    /// <summary>Reads the formulas of all sources.</summary>
    /// <exception cref="PipelineException">A formula does not parse, or sources differ in the number of their targets.</exception>
    public DatasetTargets(IReadOnlyList<DatasetSource> sources)
    {
        _formulas = new Dictionary<DatasetSource, (int, EntryFormula[], EntryFormula)>(ReferenceEqualityComparer.Instance);
        TargetCount = sources.Count == 0 ? 0 : sources[0].Label.Count;
        for (int i = 0; i < sources.Count; i++)
        {
            DatasetSource source = sources[i];
            if (source.Label.Count != TargetCount)
                throw new PipelineException($"Source {i} has {source.Label.Count} labels, source 0 has {TargetCount}: "
                    + "all need the same number of targets.") { Path = $"dataset.sources[{i}].label" };
            _formulas[source] = (i,
                At(i, DatasetColumns.Label, () => source.Label.Select(l => EntryFormula.Parse(l, "label")).ToArray()),
                At(i, DatasetColumns.Weight, () => EntryFormula.Parse(source.Weight, "weight")));
        }
    }

    /// <summary>Labels of an entry; 0 where the dataset has none.</summary>
    public int TargetCount { get; }

    /// <summary>Whether a column of that name is one that the dataset adds.</summary>
    public bool IsAdded(string name) => name == DatasetColumns.Weight || name == DatasetColumns.Label && TargetCount > 0;

    /// <summary>The added columns: label if there is one, weight always.</summary>
    public IEnumerable<ColumnSchema> Schemas
    {
        get
        {
            if (TargetCount == 1) yield return new ColumnSchema(DatasetColumns.Label, ElementType.Float32);
            if (TargetCount > 1) yield return new ColumnSchema(DatasetColumns.Label, ElementType.Float32, Dimension.Fixed(TargetCount));
            yield return new ColumnSchema(DatasetColumns.Weight, ElementType.Float32);
        }
    }

    /// <summary>The stored columns that the formulas of a source read for this added column.</summary>
    public IEnumerable<string> Inputs(DatasetSource source, string added) =>
        (added == DatasetColumns.Label ? _formulas[source].Labels.SelectMany(l => l.Columns) : _formulas[source].Weight.Columns)
            .Distinct(StringComparer.Ordinal);

    /// <summary>The formulas of a source for one added column, ready for batches of a schema.</summary>
    public BoundFormula[] Bind(DatasetSource source, string added, Schema schema) => At(source, added, () =>
        added == DatasetColumns.Label
            ? _formulas[source].Labels.Select(l => l.Bind(schema)).ToArray()
            : [_formulas[source].Weight.Bind(schema)]);

    /// <summary>Does something for an added column of a source; what does not fit is told with its place.</summary>
    /// <exception cref="PipelineException">It does not fit.</exception>
    public T At<T>(DatasetSource source, string added, Func<T> make) => At(_formulas[source].Index, added, make);

    private static T At<T>(int source, string added, Func<T> make)
    {
        try
        {
            return make();
        }
        catch (PipelineException failure) when (failure.Path.Length == 0)
        {
            string path = $"dataset.sources[{source}].{(added == DatasetColumns.Label ? "label" : "weight")}";
            throw new PipelineException($"{path}: {failure.Message}", failure)
            {
                Path = path, Expression = failure.Expression, Position = failure.Position,
            };
        }
    }

    /// <summary>An added column for the entries of a batch.</summary>
    public static Column Make(ColumnSchema schema, BoundFormula[] formulas, EntryBatch batch)
    {
        SharedMemory<float> numbers = SharedMemory<float>.Rent(checked(batch.EntryCount * formulas.Length));
        for (int target = 0; target < formulas.Length; target++) formulas[target].Fill(batch, numbers.Span, target, formulas.Length);
        return new Column<float>(schema, batch.EntryCount, numbers);
    }
}
