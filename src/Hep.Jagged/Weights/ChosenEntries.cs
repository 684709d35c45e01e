namespace Hep.Jagged;

/// <summary>
/// What a specification makes of entries before they become features: those that pass its cut, with its definitions as far as cut
/// and axes need them.
/// </summary>
internal static class ChosenEntries
{
    // Where axes stand in a configuration, for messages.
    private const string AxesPlace = "dataset.reweight.columns";

    /// <summary>The names of a source and of a specification, of which those count as used that axes and cut need.</summary>
    /// <param name="stored">The columns that there are.</param>
    /// <param name="features">Definitions and cut.</param>
    /// <param name="axes">Axes of bins over stored and defined columns.</param>
    /// <exception cref="PipelineException">A name or expression does not fit.</exception>
    public static ColumnScope Use(Schema stored, FeatureSpecification features, IReadOnlyList<GridAxis> axes)
    {
        ColumnScope scope = new(stored, features.Define);
        if (features.Where is { } cut) scope.Bind(cut, "where", static (e, schema) => e.BindEntryCut(schema));
        foreach (GridAxis axis in axes) scope.Bind(axis.Column, AxesPlace, EntryClassifier.BindAxis);
        return scope;
    }

    /// <summary>The entries that pass, with the defined columns that are used behind the stored ones.</summary>
    public static IBatchSource Of(IBatchSource source, FeatureSpecification features, ColumnScope scope)
    {
        foreach (ColumnDefinition definition in scope.UsedDefinitions) source = source.Define(definition.Name, definition.Formula);
        return features.Where is { } cut ? source.Filter(cut) : source;
    }

    /// <summary>The entries that pass, with the columns of the source alone.</summary>
    public static IBatchSource Passing(this IBatchSource source, FeatureSpecification features) =>
        features.Where is null ? source : Of(source, features, Use(source.Schema, features, [])).WithColumns(source.Schema);
}
