using System.Text.Json;

namespace Hep.Root.IO.Tests.Trees;

/// <summary>What another reader found in a column: a row of the corpus's truth. Two rows are compared member by member.</summary>
internal sealed record TruthColumn
{
    public required long Entries { get; init; }

    public required string Type { get; init; }

    /// <summary>All levels, outermost first; <c>*</c> where the length varies.</summary>
    public required string Levels { get; init; }

    public required long Values { get; init; }

    public required long NonFinite { get; init; }

    public required string Content { get; init; }

    /// <summary>The digests of the offsets of each level.</summary>
    public required string Offsets { get; init; }

    public required double Sum { get; init; }

    /// <summary>
    /// Set where the last bit of a value depends on the order of the arithmetic: the sum of absolute values, which the sum is compared by.
    /// </summary>
    public double? Scale { get; init; }

    /// <summary>Whether the readers that made the truth disagreed: nothing is asserted then.</summary>
    public bool IsDisputed { get; init; }

    public static TruthColumn Parse(JsonElement row)
    {
        int depth = row.GetProperty("depth").GetInt32();
        string levels = row.TryGetProperty("dims", out JsonElement dims) ? Brackets(dims)
            : string.Concat(Enumerable.Repeat("[*]", depth)) + (row.TryGetProperty("shape", out JsonElement shape) ? Brackets(shape) : "");
        return new TruthColumn
        {
            Entries = row.GetProperty("entries").GetInt64(),
            Type = row.GetProperty("type").GetString()!,
            Levels = levels,
            Values = row.GetProperty("values").GetInt64(),
            NonFinite = row.GetProperty("nonfinite").GetInt64(),
            Content = row.GetProperty("content").GetString()!,
            Offsets = string.Join(' ', row.GetProperty("offsets").EnumerateArray().Select(o => o.GetString())),
            Sum = Number(row.GetProperty("sum")),
            Scale = row.TryGetProperty("approx", out JsonElement approx) && approx.GetBoolean() ? Number(row.GetProperty("abssum")) : null,
            IsDisputed = row.TryGetProperty("disputed", out JsonElement disputed) && disputed.GetBoolean(),
        };
    }

    /// <summary>What differs in a column that was read here; empty where nothing does.</summary>
    public string Differences(TruthColumn found)
    {
        List<string> differences = [];
        Compare(nameof(Entries), Entries, found.Entries);
        Compare(nameof(Type), Type, found.Type);
        Compare(nameof(Levels), Levels, found.Levels);
        Compare(nameof(Values), Values, found.Values);
        Compare(nameof(NonFinite), NonFinite, found.NonFinite);
        Compare(nameof(Offsets), Offsets, found.Offsets);
        if (Scale is not { } scale) Compare(nameof(Content), Content, found.Content);
        else if (Content != found.Content && Math.Abs(Sum - found.Sum) > 1e-6 * Math.Max(scale, Math.Abs(Sum)))
            Compare(nameof(Sum), Sum, found.Sum);
        return string.Join("; ", differences);

        void Compare<T>(string what, T expected, T actual)
        {
            if (!EqualityComparer<T>.Default.Equals(expected, actual)) differences.Add($"{what} {actual}, expected {expected}");
        }
    }

    private static string Brackets(JsonElement list) => string.Concat(list.EnumerateArray().Select(d => $"[{d}]"));

    private static double Number(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetDouble()
        : value.GetString() switch { "inf" => double.PositiveInfinity, "-inf" => double.NegativeInfinity, _ => double.NaN };
}
