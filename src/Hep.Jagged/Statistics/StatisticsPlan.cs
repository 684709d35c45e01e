using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>What pass 1 gathers: the recipe of the features, and what is asked of each. Settled once, for any number of parts.</summary>
internal sealed class StatisticsPlan
{
    /// <summary>Values up to which the quantiles of a column are exact.</summary>
    private const int ExactQuantiles = 1_000_000;

    /// <summary>Values that are held for exact quantiles over all columns but those that quantiles scale: 256 MiB.</summary>
    private const int ExactQuantilesOfAll = 32 << 20;

    /// <param name="specification">What features there are.</param>
    /// <param name="schema">The columns of the batches, and others.</param>
    /// <exception cref="PipelineException">The specification does not fit the columns.</exception>
    public StatisticsPlan(FeatureSpecification specification, Schema schema)
    {
        (FeatureRecipe recipe, Warnings) = RecipeResolver.Resolve(specification, schema);
        Warnings = Warnings.AddRange(SpecificationCheck.FindUnused(specification, schema, recipe));
        Recipe = recipe with { Grid = null };   // its columns are read, so that their types are known; they have no statistics
        ColumnOptions options = new(specification);
        int exact = Math.Min(ExactQuantiles, ExactQuantilesOfAll / Math.Max(recipe.Columns.Length, 1));
        Asked = [.. recipe.Columns.Select(c => new ColumnCollection(
            Logarithm: options.ScalingOf(c.Name) == ScalingKind.Log,
            Categories: options.CategoriesOf(c.Name) is { Values: null },
            ExactQuantiles: options.ScalingOf(c.Name) == ScalingKind.Robust ? ExactQuantiles : exact))];
    }

    /// <summary>From raw columns to features, without grids.</summary>
    public FeatureRecipe Recipe { get; }

    /// <summary>What the user should know.</summary>
    public ImmutableArray<string> Warnings { get; }

    /// <summary>What is asked of each column of the recipe.</summary>
    public ImmutableArray<ColumnCollection> Asked { get; }

    /// <summary>All that decides what statistics of given entries are, as text: other statistics have another one.</summary>
    public string Describe() => JsonText.Write(json =>
    {
        json.WriteStartObject();
        RecipeDocument.Write(json, Recipe, _ => { }, i =>
        {
            json.WriteBoolean("logarithm", Asked[i].Logarithm);
            json.WriteBoolean("categories", Asked[i].Categories);
            json.WriteNumber("exact", Asked[i].ExactQuantiles);
        });
        json.WriteEndObject();
    });
}

/// <summary>What is asked of a column besides its moments.</summary>
/// <param name="Logarithm">The moments of ln(1 + max(x, 0)).</param>
/// <param name="Categories">The different values.</param>
/// <param name="ExactQuantiles">Values up to which quantiles are exact.</param>
internal readonly record struct ColumnCollection(bool Logarithm, bool Categories, int ExactQuantiles);
