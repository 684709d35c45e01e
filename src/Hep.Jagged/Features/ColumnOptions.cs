namespace Hep.Jagged;

/// <summary>What a specification says about single columns, found by name.</summary>
internal sealed class ColumnOptions(FeatureSpecification specification)
{
    private readonly NamePatterns<ScalingKind> _scaling = new(specification.Scaling);
    private readonly NamePatterns<CategoricalOptions> _categorical = new(specification.Categorical);
    private readonly NamePatterns<ClipRange> _clip = new(specification.Clip);

    /// <summary>How a column is scaled; one that nothing matches is not.</summary>
    public ScalingKind ScalingOf(string column) => _scaling.TryFind(column, out ScalingKind found) ? found : ScalingKind.None;

    /// <summary>The categories of a column; null for an amount.</summary>
    public CategoricalOptions? CategoriesOf(string column) => _categorical.TryFind(column, out CategoricalOptions? found) ? found : null;

    /// <summary>The limits of a column, if it has any.</summary>
    public ClipRange? ClipOf(string column) => _clip.TryFind(column, out ClipRange found) ? found : null;

    /// <summary>The names, not globs, that options are given for, with the section where they stand.</summary>
    public IEnumerable<(string Section, string Name)> Names =>
        _scaling.Names.Select(n => ("scaling", n)).Concat(_categorical.Names.Select(n => ("categorical", n)))
            .Concat(_clip.Names.Select(n => ("clip", n)));
}
