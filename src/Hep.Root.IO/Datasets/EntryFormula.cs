using System.Globalization;
using Hep.Jagged;

namespace Hep.Root.IO.Datasets;

/// <summary>A number an entry, for a label or a weight: the same for all, or an expression over stored columns.</summary>
internal sealed class EntryFormula
{
    private readonly float _constant;
    private readonly Expression? _expression;
    private readonly string _role;

    private EntryFormula(string role, float constant, Expression? expression)
    {
        _role = role;
        _constant = constant;
        _expression = expression;
    }

    /// <summary>Reads a number or an expression; <paramref name="role"/> says in messages what it is for.</summary>
    public static EntryFormula Parse(string text, string role) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double constant)
            ? new EntryFormula(role, (float)constant, null)
            : new EntryFormula(role, 0, Expression.Parse(text));

    /// <summary>The stored columns it reads.</summary>
    public IReadOnlyList<string> Columns => _expression?.Columns ?? [];

    /// <summary>Prepares it for batches of a schema.</summary>
    /// <exception cref="PipelineException">It reads what is not there, or does not give one number an entry.</exception>
    public BoundFormula Bind(Schema schema)
    {
        if (_expression is null) return new BoundFormula(_constant, null);
        BoundExpression bound = _expression.Bind(schema);
        if (bound.Result.Dimensions.Length > 0 || !bound.Result.Type.IsNumeric)
            throw new PipelineException(
                $"The {_role} '{_expression.Text}' gives {bound.Result}, one number an entry is needed: reduce it, as in max(…).")
            {
                Expression = _expression.Text, Position = 0,
            };
        return new BoundFormula(_constant, bound);
    }
}
