using Hep.Jagged;

namespace Hep.Root.IO.Datasets;

/// <summary>
/// The columns of all files of a dataset: each with the type that holds it in every file. A column that some file lacks, or has in a
/// shape that does not fit, is known too: what is wrong is said to who asks for it, and to nobody else.
/// </summary>
internal sealed class UnifiedSchema
{
    private readonly Dictionary<string, ColumnSchema> _columns = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RootException> _troubles = new(StringComparer.Ordinal);
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
    public IReadOnlyDictionary<string, RootException> Troubles => _troubles;

    /// <summary>The column of that name.</summary>
    /// <exception cref="PipelineException">No file has it.</exception>
    /// <exception cref="RootException">Not every file has it, or not in a type that fits the others.</exception>
    public ColumnSchema Get(string name)
    {
        ColumnSchema column = Schema[name];
        return _troubles.TryGetValue(name, out RootException? trouble)
            ? throw new RootException(trouble.Message) { File = trouble.File, Object = trouble.Object }
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
            Trouble(column.Name, file, $"Column '{column.Name}' is '{column}' in '{file.Shown}' and '{known}' in files before it: "
                + "nothing holds both without loss.");
    }

    private void CheckDefault(ColumnSchema column, DatasetFile file)
    {
        if (!file.Specification.Default.TryGetValue(column.Name, out double value))
            Trouble(column.Name, file, $"Column '{column.Name}' is missing in '{file.Shown}' and present in other files: "
                + $"give that source a value for it, \"default\": {{\"{column.Name}\": 0}}, or do not read it.");
        else if (!TypePromotion.Holds(column.Type, value))
            Trouble(column.Name, file, FormattableString.Invariant(
                $"The default {value} of column '{column.Name}', missing in '{file.Shown}', is no {column.Type.Name}."));
    }

    private void Trouble(string name, DatasetFile file, string message) =>
        _troubles.TryAdd(name, new RootException(message) { File = file.Shown, Object = name });
}
