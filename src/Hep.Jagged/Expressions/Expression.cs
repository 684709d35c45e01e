namespace Hep.Jagged;

/// <summary>
/// A formula over the columns of entries, such as <c>sum(Jet_pt[abs(Jet_eta) &lt; 2.4]) / MET_pt</c>: operators with C's precedence
/// and <c>^</c> for powers, functions, reductions of lists, indexing; flat operands broadcast over jagged ones.
/// Arithmetic is float64; <c>%</c>, comparison and equality between integers are exact in 64 bits. A comparison with NaN is
/// false, <c>!=</c> true; NaN is neither true nor false. Immutable.
/// </summary>
public sealed class Expression
{
    private readonly SyntaxNode _root;

    private Expression(string text, SyntaxNode root)
    {
        Text = text;
        _root = root;
        Columns = [.. ColumnsIn(root).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The formula as it was written.</summary>
    public string Text { get; }

    /// <summary>What was read of the text.</summary>
    internal SyntaxNode Root => _root;

    /// <summary>The names of the columns that it reads, each once, in the order of their first use.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Reads a formula.</summary>
    /// <exception cref="PipelineException">
    /// The text is no formula, or too long or deep; <see cref="PipelineException.Position"/> and message say where.
    /// </exception>
    public static Expression Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new Expression(text, Parser.Parse(text));
    }

    /// <summary>
    /// A formula written in C#: <c>Expression.Of(c => c["Jet_pt"][Abs(c["Jet_eta"]) &lt; 2.4].Sum() / c["MET_pt"] &gt; 2)</c>.
    /// Its text is that of the same formula, so that a card or a configuration can hold it.
    /// </summary>
    /// <exception cref="PipelineException">The formula is too long or deep.</exception>
    public static Expression Of(Func<FormulaColumns, Term> formula)
    {
        ArgumentNullException.ThrowIfNull(formula);
        return Of(formula(new FormulaColumns()));
    }

    /// <summary>A formula that was put together in C#, from <see cref="Term.Column"/> and the functions of <see cref="Formula"/>.</summary>
    /// <exception cref="PipelineException">The formula is too long or deep.</exception>
    public static Expression Of(Term formula) => Parse(formula.ToString());

    /// <summary>Binds the formula to columns: names are looked up, types and levels checked.</summary>
    /// <exception cref="PipelineException">A column or function is missing, or operands do not fit; the message shows where.</exception>
    public BoundExpression Bind(Schema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return new BoundExpression(Text, new Binder(Text, schema).Bind(_root));
    }

    /// <summary>As <see cref="Bind"/>, for a cut on entries, which has one value an entry.</summary>
    /// <exception cref="PipelineException">
    /// As <see cref="Bind"/>, and for a formula with a value for each element of a list, or a text.
    /// </exception>
    public BoundExpression BindEntryCut(Schema schema)
    {
        BoundExpression cut = Bind(schema);
        if (!cut.Result.Dimensions.IsEmpty)
            throw ExpressionError.At(Text, 0, "A cut on entries needs one value an entry, and this has values of shape "
                + $"{new Shape(cut.Result.Dimensions)}: any(…), all(…) or count(…) make one of them.");
        if (!cut.Result.Type.IsNumeric) throw ExpressionError.At(Text, 0, "A cut needs numbers or truth values, and this is text.");
        return cut;
    }

    /// <summary>The formula as it was written.</summary>
    public override string ToString() => Text;

    private static IEnumerable<string> ColumnsIn(SyntaxNode root)
    {
        Stack<SyntaxNode> rest = new([root]);
        while (rest.TryPop(out SyntaxNode? node))
        {
            if (node is ColumnNode column) yield return column.Name;
            IReadOnlyList<SyntaxNode> parts = node switch
            {
                UnaryNode unary => [unary.Operand],
                BinaryNode binary => [binary.Left, binary.Right],
                CallNode call => call.Arguments,
                IndexNode index => [index.List, index.Index],
                _ => [],
            };
            for (int i = parts.Count - 1; i >= 0; i--) rest.Push(parts[i]);
        }
    }
}
