namespace Hep.Jagged;

/// <summary>A cut on entries, and what a report calls it.</summary>
public sealed record NamedCut
{
    /// <summary>A cut as text.</summary>
    /// <exception cref="PipelineException">The text is no expression.</exception>
    public NamedCut(string name, string cut) : this(name, Expression.Parse(cut)) { }

    /// <summary>A cut that was parsed, or written in C#.</summary>
    public NamedCut(string name, Expression cut)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(cut);
        Name = name;
        Cut = cut;
    }

    /// <summary>What a report calls it: <c>two muons</c>.</summary>
    public string Name { get; }

    /// <summary>It keeps the entries for which it is neither 0, false nor NaN.</summary>
    public Expression Cut { get; }

    /// <summary>Equal names and texts.</summary>
    public bool Equals(NamedCut? other) => other is not null && Name == other.Name && Cut.Text == other.Cut.Text;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Cut.Text);
}
