using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>Settles what a specification leaves to statistics: lengths, scales, categories.</summary>
internal static class PipelineBuilder
{
    /// <exception cref="PipelineException">
    /// The statistics are of other features or cuts, or lack a number that the specification asks for.
    /// </exception>
    public static PipelineDefinition Build(FeatureSpecification specification, FeatureStatistics statistics)
    {
        FeatureRecipe recipe = Resolve(specification, statistics);
        if (!recipe.SelectsAs(statistics.Recipe))
            throw new PipelineException(
                "The statistics were taken with other features, definitions or cuts than the specification has: take them again.");
        ColumnOptions options = new(specification);
        return new PipelineDefinition
        {
            Recipe = recipe,
            Collections =
                [.. recipe.Collections.Select((c, i) => SettleCollection(specification, recipe, i, statistics.Collections[i].Lengths))],
            Columns = [.. recipe.Columns.Select((c, i) => SettleColumn(c, statistics.Columns[i], options, specification, recipe))],
            Padding = specification.Padding,
            Nan = specification.Nan,
        };
    }

    private static FeatureRecipe Resolve(FeatureSpecification specification, FeatureStatistics statistics)
    {
        try
        {
            return RecipeResolver.Resolve(specification, statistics.InputSchema).Recipe;
        }
        catch (PipelineException e) when (e.Path.StartsWith("grid.", StringComparison.Ordinal))
        {
            throw new PipelineException($"{e.Message} The statistics know only columns that were read when they were taken: "
                + "if they were taken without this grid, take them again.", e) { Path = e.Path };
        }
    }

    private static CollectionCells SettleCollection(
        FeatureSpecification specification, FeatureRecipe recipe, int index, LengthHistogram lengths)
    {
        CollectionOptions options = specification.Collections.GetValueOrDefault(recipe.Collections[index].Name) ?? new CollectionOptions();
        int fixedLists = recipe.Columns.First(c => c.Collection == index).Shape.FixedLists;
        return new CollectionCells(fixedLists > 0 ? fixedLists : SlotsOf(options.Length, lengths), options.Overflow, options.PadMode);
    }

    private static ColumnCells SettleColumn(
        RecipeColumn column, ColumnStatistics statistics, ColumnOptions options, FeatureSpecification specification, FeatureRecipe recipe)
    {
        ListLength inner = column.Collection < 0
            ? ListLength.Maximum
            : specification.Collections.GetValueOrDefault(recipe.Collections[column.Collection].Name)?.InnerLength ?? ListLength.Maximum;
        int innerSlots = column.Shape.Levels == FeatureLevels.ListsOfLists ? SlotsOf(inner, statistics.InnerLengths) : 1;
        if (options.CategoriesOf(column.Name) is { } categorical)
            return new ColumnCells(new ValueTransform())
            {
                Categories = new CategoryTable(categorical.Values ?? statistics.Categories, categorical.Encoding),
                InnerSlots = innerSlots,
            };
        ScalingKind scaling = options.ScalingOf(column.Name);
        ValueTransform unscaled = new() { Clip = options.ClipOf(column.Name) };
        bool unknown = statistics.Count == 0;
        ValueTransform transform = unknown || scaling == ScalingKind.None
            ? unscaled
            : Scale(unscaled, scaling, statistics, specification.Constant);
        return new ColumnCells(transform) { InnerSlots = innerSlots, IsUnknown = unknown };
    }

    /// <summary>A collection whose longest list is empty has no cells, whatever number was asked for.</summary>
    private static int SlotsOf(ListLength length, LengthHistogram lengths) =>
        lengths.Maximum == 0 ? 0
        : length.IsFixed ? length.Value
        : length == ListLength.Percentile99 ? lengths.Covering(99)
        : lengths.Maximum;

    private static ValueTransform Scale(ValueTransform unscaled, ScalingKind scaling, ColumnStatistics column, ConstantHandling constant)
    {
        (double subtract, double divide) = scaling switch
        {
            ScalingKind.MinMax => (column.Minimum, column.Maximum - column.Minimum),
            ScalingKind.Standard => (column.Mean, column.StandardDeviation),
            ScalingKind.Robust => (column.Median, column.Quantile75 - column.Quantile25 is var range && range == 0 ? 1 : range),
            _ => (column.LogMean, Math.Sqrt(column.LogVariance)),
        };
        if (double.IsNaN(subtract) || double.IsNaN(divide))
            throw new PipelineException($"The statistics of column '{column.Name}' "
                + $"lack what its scaling '{SpecificationWords.Of(SpecificationWords.Scaling, scaling)}' needs: "
                + "take them again with this specification, in one pass.") { Path = $"features.scaling.{column.Name}" };
        if (!double.IsFinite(subtract) || !double.IsFinite(divide))
            throw new PipelineException($"Column '{column.Name}' reaches from {column.Minimum} to {column.Maximum}: "
                + "that is too far to be scaled. Define a smaller one.")
            { Path = $"features.scaling.{column.Name}" };
        // What varies too little for its spread to be a number is as good as constant; so is a logarithm of values that are none above 0.
        if (column.Minimum == column.Maximum || divide == 0)
            return constant == ConstantHandling.Keep ? unscaled : unscaled with { Scaling = scaling, Constant = column.Minimum };
        return unscaled with { Scaling = scaling, Subtract = subtract, Divide = divide };
    }
}
