namespace Hep.Jagged;

/// <summary>
/// Binds the tree of an expression to the columns of a schema: every part gets its kind and levels, or an error that says where.
/// </summary>
internal sealed class Binder(string text, Schema schema)
{
    /// <summary>The plan of a whole tree.</summary>
    public Plan Bind(SyntaxNode node) => node switch
    {
        LiteralNode literal => Literal(literal.Position, literal.Value),
        ColumnNode column => Column(column),
        UnaryNode unary => Unary(unary),
        BinaryNode binary => Binary(binary),
        CallNode call => Call(call),
        IndexNode index => Index(index),
        _ => throw new NotSupportedException(node.GetType().Name),
    };

    private static Plan Literal(int position, object value) => value switch
    {
        long number => new ConstantPlan<long>(position, ValueKind.Int64, number),
        ulong number => new ConstantPlan<ulong>(position, ValueKind.UInt64, number),
        bool truth => new ConstantPlan<bool>(position, ValueKind.Bool, truth),
        _ => new ConstantPlan<double>(position, ValueKind.Float64, (double)value),
    };

    private ColumnPlan Column(ColumnNode node) => schema.TryGet(node.Name, out ColumnSchema? column)
        ? new ColumnPlan(node.Position, column)
        : throw Error(node.Position, $"No column '{node.Name}'.{NearNames.Suggest(node.Name, schema.Select(c => c.Name))}");

    private Plan Unary(UnaryNode node)
    {
        if (node is { Symbol: "-", Operand: LiteralNode { Value: long or ulong } literal } && Negated(literal.Value) is { } negative)
            return Literal(node.Position, negative);
        Plan operand = Numeric(node.Operand);
        return node.Symbol == "-"
            ? Operator.Negate(node.Position, operand)
            : Operator.Bind("==", node.Position, operand, Literal(node.Position, 0L), operand.Shape);   // !x is x == 0: not true for NaN
    }

    private Plan Binary(BinaryNode node)
    {
        Plan[] operands = [Numeric(node.Left), Numeric(node.Right)];
        return Operator.Bind(node.Symbol, node.Position, operands[0], operands[1], Broadcast.Join(text, node.Position, operands));
    }

    private Plan Call(CallNode node)
    {
        Reduction? reduction = Reduction.Find(node.Function);
        if (reduction is not null && node.Arguments.Count == 1) return Reduce(node, reduction);
        if (PairFunction.Find(node.Function) is { } pairs) return Pair(node, pairs);
        Function? function = Function.Find(node.Function);
        if (function is null && reduction is null) throw NoFunction(node);
        if (function is null || function.Parameters.Length != node.Arguments.Count) throw WrongCount(node, function, reduction);
        Plan[] arguments = [.. node.Arguments.Select(Numeric)];
        return function.Bind(node.Position, arguments, Broadcast.Join(text, node.Position, arguments));
    }

    private Plan Reduce(CallNode node, Reduction reduction)
    {
        Plan list = node.Function == "count" ? Bind(node.Arguments[0]) : Numeric(node.Arguments[0]);
        if (!list.Shape.IsFlat) return reduction.Bind(node.Position, list);
        string hint = Function.Find(node.Function) is { } function ? $"; for several values: {Signature(node.Function, function)}" : "";
        throw Error(node.Arguments[0].Position,
            $"{node.Function} of one argument reduces lists, and this is flat: it has one value an entry{hint}.");
    }

    private Plan Pair(CallNode node, PairFunction function)
    {
        if (node.Arguments.Count is not (1 or 2)) throw WrongCount(node, function.Signatures);
        Plan[] lists = [.. node.Arguments.Select(Numeric)];
        for (int i = 0; i < lists.Length; i++)
            if (lists[i].Shape.Depth != 1)
                throw Error(node.Arguments[i].Position,
                    $"{node.Function} pairs the elements of lists with one value an object, and this has {Described(lists[i].Shape)}.");
        return function.Bind(node.Position, lists[0], lists.ElementAtOrDefault(1));
    }

    private static string Described(Shape shape) => shape.IsFlat ? shape.ToString() : $"values of shape {shape}";

    private Plan Index(IndexNode node)
    {
        Plan list = Numeric(node.List);
        Plan index = Numeric(node.Index);
        if (list.Shape.IsFlat)
            throw Error(node.Position, "Only lists have elements to choose from, and this is flat: it has one value an entry.");
        if (index.Kind == ValueKind.Bool) return Mask(node, list, index);
        if (!index.Shape.IsFlat)
            throw Error(node.Position,
                $"An index is one number an entry or a mask over the elements, and this has numbers of shape {index.Shape}.");
        if (index is ConstantPlan<double> literal && literal.Value is double number && number != Math.Floor(number))
            throw Error(node.Position, "An index is a whole number.");
        return new IndexPlan(node.Position, Conversions.To(ValueKind.Float64, list), Conversions.To(ValueKind.Float64, index));
    }

    private Plan Mask(IndexNode node, Plan list, Plan mask)
    {
        if (mask.Shape.IsFlat || !mask.Shape.IsOuterPartOf(list.Shape))
            throw Error(node.Position,
                $"A mask has a truth value for each element of the list: this one has shape {mask.Shape}, the list {list.Shape}.");
        return list.Kind switch
        {
            ValueKind.Bool => new MaskPlan<bool>(node.Position, list, mask),
            ValueKind.Int64 => new MaskPlan<long>(node.Position, list, mask),
            ValueKind.UInt64 => new MaskPlan<ulong>(node.Position, list, mask),
            _ => new MaskPlan<double>(node.Position, list, mask),
        };
    }

    private Plan Numeric(SyntaxNode node)
    {
        Plan plan = Bind(node);
        return plan.Kind != ValueKind.Text ? plan
            : throw Error(node.Position, $"Column '{plan.Shape.Column}' holds text: it can be counted or passed on, not computed with.");
    }

    private static object? Negated(object integer) => integer switch
    {
        long value => -value,
        ulong and 1UL << 63 => long.MinValue,
        _ => null,
    };

    private PipelineException NoFunction(CallNode node)
    {
        string advice = schema.TryGet(node.Function, out _) ? $" It is a column: an element is {node.Function}[0]."
            : NearNames.Suggest(node.Function, Function.Names.Concat(Reduction.Names).Concat(PairFunction.Names).Distinct());
        return Error(node.Position, $"No function '{node.Function}'.{advice}");
    }

    private PipelineException WrongCount(CallNode node, Function? function, Reduction? reduction)
    {
        List<string> forms = [];
        if (reduction is not null) forms.Add($"{node.Function}(list)");
        if (function is not null) forms.Add(Signature(node.Function, function));
        return WrongCount(node, forms);
    }

    private PipelineException WrongCount(CallNode node, IEnumerable<string> forms) =>
        Error(node.Position, $"{node.Function} does not take {node.Arguments.Count} arguments: {string.Join(" or ", forms)}.");

    private static string Signature(string name, Function function) => $"{name}({string.Join(", ", function.Parameters)})";

    private PipelineException Error(int position, string message) => ExpressionError.At(text, position, message);
}
