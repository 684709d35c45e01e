using Hep.Jagged;

namespace Hep.Tool.Skims;

/// <summary>Which stored columns are asked for.</summary>
/// <param name="Patterns">Names and globs of those that are wanted; null: all.</param>
internal sealed record SkimRequest(IReadOnlyList<string>? Patterns)
{
    /// <summary>Names and globs of those that are not.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];

    /// <summary>Tells of a column that is wanted, but not by its name, whether it can be copied; is asked of each once.</summary>
    public Func<ColumnSchema, bool> CanBeCopied { get; init; } = _ => true;
}
