namespace Hep.Jagged;

/// <summary>A column, expression, specification or pipeline that does not fit: what is wrong, where, and what would be right.</summary>
public sealed class PipelineException : Exception
{
    /// <summary>A failure with its explanation.</summary>
    public PipelineException(string message) : base(message) { }

    /// <summary>A failure with its explanation and cause.</summary>
    public PipelineException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Where in a document: <c>features.scaling.MET_pt</c>; empty where there is no document.</summary>
    public string Path { get; init; } = "";

    /// <summary>
    /// What would have been understood at <see cref="Path"/>: the keys of an object, or the words of a choice; empty where neither is
    /// the trouble.
    /// </summary>
    public IReadOnlyList<string> Known { get; init; } = [];

    /// <summary>The expression that does not fit, if one is concerned.</summary>
    public string? Expression { get; init; }

    /// <summary>The character of <see cref="Expression"/> at which it does not fit, from 0; −1 without an expression.</summary>
    public int Position { get; init; } = -1;

    /// <summary>A name that is not there, with the nearest ones that are.</summary>
    public static PipelineException NoColumn(string name, IEnumerable<string> existing) =>
        new($"No column '{name}'.{NearNames.Suggest(name, existing)}");
}
