namespace Hep.Jagged;

/// <summary>Brings operands to one set of levels: values of an entry, or of a list's element, are repeated for what lies below.</summary>
internal static class Broadcast
{
    /// <summary>The levels of a result, or an error where the operands' levels do not fit.</summary>
    public static Shape Join(string text, int position, Plan[] arguments)
    {
        Shape deepest = Shape.Flat;
        foreach (Plan argument in arguments)
            if (argument.Shape.Depth > deepest.Depth) deepest = argument.Shape;
        foreach (Plan argument in arguments)
            if (!argument.Shape.IsOuterPartOf(deepest))
                throw ExpressionError.At(text, position,
                    $"'{argument.Shape.Column}' has elements of shape {argument.Shape} and '{deepest.Column}' of {deepest}: "
                        + "neither broadcasts over the other.");
        return deepest;
    }

    /// <summary>Expands what has fewer levels, and checks that lists are of equal lengths, entry by entry.</summary>
    /// <returns>The index of an operand that has the levels of the result.</returns>
    public static int Align(Operand[] operands, Plan[] arguments, int position, Evaluation evaluation)
    {
        int model = 0;
        for (int i = 1; i < operands.Length; i++)
            if ((operands[model].IsConstant && !operands[i].IsConstant) || operands[i].Levels.Depth > operands[model].Levels.Depth)
                model = i;
        Levels levels = operands[model].Levels;
        for (int i = 0; i < operands.Length; i++)
        {
            Operand operand = operands[i];
            if (i == model || operand.IsConstant) continue;
            if (levels.Difference(operand.Levels, operand.Levels.Depth) is { } d)
                throw evaluation.Error(position,
                    $"Lists of different lengths: in entry {d.Entry} of the batch, a list of '{arguments[model].Shape.Column}' has "
                        + $"{d.Length} elements and that of '{arguments[i].Shape.Column}' {d.OtherLength}.");
            if (operand.Levels.Depth == levels.Depth) continue;
            operands[i] = operand.Expand(levels);
            operand.Dispose();
        }
        return model;
    }
}
