using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Hep.Jagged;

/// <summary>
/// The section <c>new_variables</c>, and every expression over them: what something needs is translated and defined, in the order in which
/// one needs the other.
/// </summary>
internal sealed class WeaverVariables
{
    private const int MaximumNodes = 10_000;        // names may stand in each other's formulas: what they make is counted

    private readonly Dictionary<string, JsonSection> _formulas = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SyntaxNode> _trees = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal), _inlined = new(StringComparer.Ordinal);
    private readonly List<ColumnDefinition> _definitions = [];

    public WeaverVariables(JsonSection? section)
    {
        if (section is not { } variables) return;
        foreach ((string name, JsonSection formula) in variables.Entries())
            if (!(formula.Kind == JsonValueKind.String && formula.Text() == name)) _formulas.Add(name, formula);   // x: x is weaver's no-op
    }

    /// <summary>The definitions that are needed, each behind those that it needs.</summary>
    public ImmutableArray<ColumnDefinition> Definitions => [.. _definitions];

    /// <summary>Variables that nothing needed.</summary>
    public IEnumerable<JsonSection> Unused =>
        _formulas.Where(f => !_inlined.Contains(f.Key) && !IsDefined(f.Key)).Select(f => f.Value);

    /// <summary>Whether a name is that of a new variable.</summary>
    public bool Contains(string name) => _formulas.ContainsKey(name);

    /// <summary>Whether a variable marks every object: <c>ones_like</c>.</summary>
    public bool IsOnes(string name) => Contains(name) && PythonFunctions.IsOnes(Tree(name));

    /// <summary>Counts a variable as used although nothing needs it.</summary>
    public void Pass(string name) => _inlined.Add(name);

    /// <summary>Translates an expression of the document, and defines the variables in it.</summary>
    public string Translate(JsonSection expression)
    {
        SyntaxNode tree = Parse(expression);
        Need(tree, expression);
        return SyntaxText.Write(tree);
    }

    /// <summary>Defines a variable, if the name is one.</summary>
    public void Need(string name, JsonSection user)
    {
        if (!_formulas.TryGetValue(name, out JsonSection formula) || IsDefined(name)) return;
        if (!_open.Add(name)) throw user.Error($"'{name}' is needed to compute '{name}'.");
        SyntaxNode tree = Tree(name);
        Need(tree, formula);
        _open.Remove(name);
        _definitions.Add(new ColumnDefinition(name, SyntaxText.Write(tree)));
    }

    /// <summary>Defines a column that weaver has no name for.</summary>
    /// <returns>Its name: this one, or a like one that is free.</returns>
    public string Define(string name, SyntaxNode tree)
    {
        while (Contains(name) || IsDefined(name)) name += "_";
        _definitions.Add(new ColumnDefinition(name, SyntaxText.Write(tree)));
        return name;
    }

    /// <summary>The tree of an expression over stored columns alone: new variables are replaced by what they are.</summary>
    public SyntaxNode OverStored(JsonSection expression)
    {
        int nodes = 0;
        return Replace(Parse(expression));

        SyntaxNode Replace(SyntaxNode node)
        {
            if (++nodes > MaximumNodes) throw expression.Error($"With its variables written out it has more than {MaximumNodes} parts.");
            return node switch
            {
                ColumnNode column when Contains(column.Name) => Inline(column.Name),
                UnaryNode unary => new UnaryNode(unary.Position, unary.Symbol, Replace(unary.Operand)),
                BinaryNode binary => new BinaryNode(binary.Position, binary.Symbol, Replace(binary.Left), Replace(binary.Right)),
                CallNode call => new CallNode(call.Position, call.Function, [.. call.Arguments.Select(Replace)]),
                IndexNode index => new IndexNode(index.Position, Replace(index.List), Replace(index.Index)),
                _ => node,
            };
        }

        SyntaxNode Inline(string name)
        {
            if (!_open.Add(name)) throw expression.Error($"'{name}' is needed to compute '{name}'.");
            SyntaxNode tree = Replace(Tree(name));
            _open.Remove(name);
            _inlined.Add(name);
            return tree;
        }
    }

    private bool IsDefined(string name) => _definitions.Exists(d => d.Name == name);

    private void Need(SyntaxNode tree, JsonSection user)
    {
        foreach (string column in Columns(tree)) Need(column, user);
    }

    private SyntaxNode Tree(string name)
    {
        if (!_trees.TryGetValue(name, out SyntaxNode? tree)) _trees.Add(name, tree = Parse(_formulas[name]));
        return tree;
    }

    private static SyntaxNode Parse(JsonSection expression)
    {
        try
        {
            return PythonParser.Parse(expression.Kind == JsonValueKind.Number
                ? expression.Number().ToString("R", CultureInfo.InvariantCulture) : expression.Text());
        }
        catch (PipelineException failure) when (failure.Expression is not null)
        {
            throw new PipelineException($"{expression.Path}: {failure.Message}", failure)
            {
                Path = expression.Path,
                Expression = failure.Expression,
                Position = failure.Position,
            };
        }
    }

    private static IEnumerable<string> Columns(SyntaxNode node) => node switch
    {
        ColumnNode column => [column.Name],
        UnaryNode unary => Columns(unary.Operand),
        BinaryNode binary => Columns(binary.Left).Concat(Columns(binary.Right)),
        CallNode call => call.Arguments.SelectMany(Columns),
        IndexNode index => Columns(index.List).Concat(Columns(index.Index)),
        _ => [],
    };
}
