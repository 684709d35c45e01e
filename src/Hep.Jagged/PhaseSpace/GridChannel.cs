namespace Hep.Jagged;

/// <summary>
/// What a channel of a plane shows in each cell of the objects that lie there: <c>count</c>, <c>sum(COLUMN)</c> or <c>max(COLUMN)</c>.
/// Values that are NaN or infinite add nothing; a cell without any value holds 0.
/// </summary>
public sealed record GridChannel
{
    private static readonly (string Word, GridQuantity Quantity)[] Words = [("sum", GridQuantity.Sum), ("max", GridQuantity.Maximum)];

    private GridChannel(GridQuantity quantity, string column) => (Quantity, Column) = (quantity, column);

    /// <summary>The number of objects.</summary>
    public static GridChannel Count { get; } = new(GridQuantity.Count, "");

    /// <summary>The sum of a column over the objects, added in float64 and rounded once.</summary>
    public static GridChannel Sum(string column) => new(GridQuantity.Sum, Named(column));

    /// <summary>The greatest value of a column among the objects.</summary>
    public static GridChannel Maximum(string column) => new(GridQuantity.Maximum, Named(column));

    /// <summary>What is made of the objects.</summary>
    public GridQuantity Quantity { get; }

    /// <summary>The column that it is made of; empty for <see cref="Count"/>.</summary>
    public string Column { get; }

    /// <summary>Reads <c>count</c>, <c>sum(COLUMN)</c> or <c>max(COLUMN)</c>; the column may stand in backquotes.</summary>
    /// <exception cref="PipelineException">The text is none of these.</exception>
    public static GridChannel Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string trimmed = text.Trim();
        if (trimmed == "count") return Count;
        foreach ((string word, GridQuantity quantity) in Words)
            if (trimmed.StartsWith(word + "(", StringComparison.Ordinal) && trimmed[^1] == ')'
                && Unquoted(trimmed[(word.Length + 1)..^1].Trim()) is { Length: > 0 } column)
                return new GridChannel(quantity, column);
        throw new PipelineException($"A channel is count, sum(COLUMN) or max(COLUMN), not '{text}'.");
    }

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString() => Quantity switch
    {
        GridQuantity.Count => "count",
        GridQuantity.Sum => $"sum({Column})",
        _ => $"max({Column})",
    };

    private static string Unquoted(string name) => name.Length > 2 && name[0] == '`' && name[^1] == '`' ? name[1..^1] : name;

    private static string Named(string column)
    {
        ArgumentException.ThrowIfNullOrEmpty(column);
        return column;
    }
}

/// <summary>What is made of the objects in a cell.</summary>
public enum GridQuantity
{
    /// <summary>Their number.</summary>
    Count,
    /// <summary>The sum of a column.</summary>
    Sum,
    /// <summary>The greatest value of a column.</summary>
    Maximum,
}
