using Hep.Jagged;

namespace Hep.Root.IO.Datasets;

/// <summary>
/// The columns of all files of a dataset: each with the type that holds it in every file. A column that some file lacks, or has in a
/// shape that does not fit, is known too: what is wrong is said to who asks for it, and to nobody else.
/// </summary>
internal sealed class UnifiedSchema
{
    private readonly Dictionary<string, ColumnSchema> _columns = new(StringComparer.Ordinal);
    private readonly Dictionary<string, UnlikeColumn> _troubles = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];

    /// <summary>
    /// Unifies the columns of the files, in the order in which they appear first; those that only a default names stand last.
    /// </summary>
    public UnifiedSchema(IReadOnlyList<DatasetFile> files)
    {
        // One look is enough for files of one source with one schema.
        DatasetFile[] kinds = [.. DatasetFile.Kinds(files)];
        foreach (DatasetFile file in kinds)
            foreach (ColumnSchema column in file.Schema)
                Add(column, file);
        foreach (string name in kinds.SelectMany(f => f.Specification.Default.Keys))
            if (_columns.TryAdd(name, new ColumnSchema(name, ElementType.Float64))) _order.Add(name);
        foreach (DatasetFile file in kinds)
            foreach (string name in _order)
                if (!file.Schema.TryGet(name, out _)) CheckDefault(_columns[name], file);
        Schema = new Schema(_order.Select(name => _columns[name]));
    }

    /// <summary>All columns, also those that not every file has.</summary>
    public Schema Schema { get; }

    /// <summary>What is wrong with columns that some file lacks, or has in a form that does not fit, by their names.</summary>
    public IReadOnlyDictionary<string, UnlikeColumn> Troubles => _troubles;

    /// <summary>The column of that name.</summary>
    /// <exception cref="PipelineException">No file has it.</exception>
    /// <exception cref="RootException">Not every file has it, or not in a type that fits the others.</exception>
    public ColumnSchema Get(string name)
    {
        ColumnSchema column = Schema[name];
        return _troubles.TryGetValue(name, out UnlikeColumn? trouble)
            ? throw new RootException($"Column '{name}' {trouble.What}{trouble.Remedy}.") { File = trouble.File, Object = name }
            : column;
    }

    private void Add(ColumnSchema column, DatasetFile file)
    {
        if (_columns.TryAdd(column.Name, column))
        {
            _order.Add(column.Name);
            return;
        }
        ColumnSchema known = _columns[column.Name];
        if (known.Equals(column)) return;
        if (TypePromotion.Common(known.Type, column.Type) is { } type
            && known.Dimensions.AsSpan().SequenceEqual(column.Dimensions.AsSpan()))
            _columns[column.Name] = known with { Type = type, Counter = known.Counter == column.Counter ? known.Counter : null };
        else
            Trouble(column.Name, file, $"is '{column}' in '{file.Shown}' and '{known}' in files before it: "
                + "nothing holds both without loss");
    }

    private void CheckDefault(ColumnSchema column, DatasetFile file)
    {
        if (!file.Specification.Default.TryGetValue(column.Name, out double value))
            Trouble(column.Name, file, $"is missing in '{file.Shown}' and present in other files",
                $": give that source a value for it, \"default\": {{\"{column.Name}\": 0}}, or do not read it");
        else if (ColumnMaker.WhyNotFilled(column, value) is { } why)
            Trouble(column.Name, file, $"is missing in '{file.Shown}', and {why}");
    }

    private void Trouble(string name, DatasetFile file, string what, string remedy = "") =>
        _troubles.TryAdd(name, new UnlikeColumn(file.Shown, what, remedy));
}

/// <summary>What is wrong with a column that not all files have alike.</summary>
/// <param name="File">The file where it was noticed, as messages call it.</param>
/// <param name="What">What is told of it behind its name.</param>
/// <param name="Remedy">What helps in a configuration, behind that.</param>
internal sealed record UnlikeColumn(string File, string What, string Remedy);
