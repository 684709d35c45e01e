using System.Diagnostics.CodeAnalysis;

namespace Hep.Jagged;

/// <summary>
/// The names that a specification may use: stored columns and definitions. Definitions are bound when they are first
/// used, and what was used is remembered.
/// </summary>
internal sealed class ColumnScope
{
    private readonly Schema _stored;
    private readonly IReadOnlyList<ColumnDefinition> _definitions;
    private readonly Expression[] _expressions;
    private readonly ColumnSchema?[] _results;
    private readonly Dictionary<string, int> _defined = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    /// <exception cref="PipelineException">A definition has a name that is taken, or is no expression.</exception>
    public ColumnScope(Schema stored, IReadOnlyList<ColumnDefinition> definitions)
    {
        _stored = stored;
        _definitions = definitions;
        _expressions = new Expression[definitions.Count];
        _results = new ColumnSchema?[definitions.Count];
        for (int i = 0; i < definitions.Count; i++)
        {
            string name = definitions[i].Name;
            if (stored.TryGet(name, out _)) throw Failure(name, $"'{name}' is a stored column: a definition needs a name of its own.");
            if (!_defined.TryAdd(name, i)) throw Failure(name, $"'{name}' is defined twice.");
            _expressions[i] = Parse(definitions[i].Formula, $"define.{name}");
        }
    }

    /// <summary>
    /// Stored columns in stored order, then defined ones in the order of their definitions; without those that a dataset adds.
    /// </summary>
    public IEnumerable<string> Names =>
        _stored.Select(c => c.Name).Where(n => !DatasetColumns.IsReserved(n)).Concat(_definitions.Select(d => d.Name));

    /// <summary>The stored columns that were used, in stored order.</summary>
    public Schema UsedColumns => new(_stored.Where(c => _used.Contains(c.Name)));

    /// <summary>The definitions that were used, in order.</summary>
    public IEnumerable<ColumnDefinition> UsedDefinitions => _definitions.Where(d => _used.Contains(d.Name));

    /// <summary>Whether a name is defined, and by which expression.</summary>
    public bool IsDefined(string name, [NotNullWhen(true)] out Expression? expression)
    {
        bool defined = _defined.TryGetValue(name, out int index);
        expression = defined ? _expressions[index] : null;
        return defined;
    }

    public bool Contains(string name) => _defined.ContainsKey(name) || _stored.TryGet(name, out _);

    /// <summary>What a column is, stored or defined.</summary>
    /// <exception cref="PipelineException">There is none, or its definition does not fit.</exception>
    public ColumnSchema Describe(string name)
    {
        if (_stored.TryGet(name, out ColumnSchema? column)) return column;
        if (!_defined.TryGetValue(name, out int index)) throw PipelineException.NoColumn(name, Names);
        return _results[index] ??=
            Bind(_expressions[index], $"define.{name}", index, static (e, schema) => e.Bind(schema)).Result with { Name = name };
    }

    /// <summary>What a column is, which from now on counts as used, with all that it is computed from.</summary>
    /// <exception cref="PipelineException">As <see cref="Describe"/>.</exception>
    public ColumnSchema Use(string name)
    {
        ColumnSchema column = Describe(name);
        if (_used.Add(name) && IsDefined(name, out Expression? expression))
            foreach (string operand in expression.Columns) Use(operand);
        return column;
    }

    /// <summary>Binds an expression over any of the names, which count as used.</summary>
    /// <param name="text">The formula.</param>
    /// <param name="path">Where it stands, for messages.</param>
    /// <param name="bind">How it is bound.</param>
    public BoundExpression Bind(string text, string path, Func<Expression, Schema, BoundExpression> bind)
    {
        Expression expression = Parse(text, path);
        BoundExpression bound = Bind(expression, path, _definitions.Count, bind);
        foreach (string name in expression.Columns) Use(name);
        return bound;
    }

    private BoundExpression Bind(Expression expression, string path, int definitionsBefore, Func<Expression, Schema, BoundExpression> bind)
    {
        foreach (string name in expression.Columns)
            if (_defined.TryGetValue(name, out int index) && index >= definitionsBefore)
                throw Failure(path, $"{path}: '{name}' is defined "
                    + $"{(index == definitionsBefore ? "by itself" : "later: a definition may use those before it")}.");
        return Within(path, () => bind(expression, SchemaFor(expression)));
    }

    /// <summary>The columns of an expression; all stored ones where a name is missing, so that the error finds near names.</summary>
    private Schema SchemaFor(Expression expression) =>
        expression.Columns.All(Contains) ? new Schema(expression.Columns.Select(Describe)) : _stored;

    private static Expression Parse(string text, string path) => Within(path, () => Expression.Parse(text));

    private static T Within<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (PipelineException e) when (e.Path.Length == 0)
        {
            throw new PipelineException($"{path}: {e.Message}", e) { Path = path, Expression = e.Expression, Position = e.Position };
        }
    }

    private static PipelineException Failure(string path, string message) => new(message) { Path = path };
}
