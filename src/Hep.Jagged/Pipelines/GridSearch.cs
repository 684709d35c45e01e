using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>Finds how coarse the cells of a plane may be before too many objects share one.</summary>
public static class GridSearch
{
    /// <summary>
    /// Reads a sample of the source once, and gives for each plane of the specification's grid the fewest uniform cells at which no more
    /// than <see cref="GridSearchOptions.CollisionBound"/> of its objects meet an occupied one, with the emptiness they cost. Ranges,
    /// wrapping and channels stay, the proportion of bins too: the axis with more of them gets 1, 2, 3, … bins, the other its share.
    /// </summary>
    /// <param name="source">The entries; columns that the specification does not ask for are not read.</param>
    /// <param name="specification">Definitions, cut, selections of objects, and the grid whose planes are searched.</param>
    /// <param name="options">The bound and the size of the sample.</param>
    /// <param name="cancellationToken">Ends the search with <see cref="OperationCanceledException"/>.</param>
    /// <returns>A result for each plane, in the order of the grid.</returns>
    /// <exception cref="PipelineException">
    /// There is no grid, an axis has edges of its own, the specification does not fit the columns, or no grid of
    /// <see cref="GridSearchOptions.MaximumCells"/> cells is fine enough.
    /// </exception>
    public static Task<IReadOnlyList<CoarsestPlane>> FindCoarsestAsync(IBatchSource source, FeatureSpecification specification,
        GridSearchOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(specification);
        options ??= new GridSearchOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(options.CollisionBound, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaximumObjects, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaximumCells, nameof(options));
        ImmutableArray<GridPlane> planes = specification.Grid?.Planes
            ?? throw new PipelineException("The specification has no grid whose planes could be searched.") { Path = "grid" };
        for (int i = 0; i < planes.Length; i++)
            if (!planes[i].X.IsUniform || !planes[i].Y.IsUniform)
                throw new PipelineException($"grid.planes[{i}]: uniform bins [n, low, high] are searched, this plane has edges of its own.")
                    { Path = $"grid.planes[{i}]" };
        (FeatureRecipe recipe, _) = RecipeResolver.Resolve(specification with { Columns = [] }, source.Schema);
        return SearchAsync(source.WithColumns(recipe.Input).ReadAsync(0, cancellationToken), recipe, options, cancellationToken);
    }

    private static async Task<IReadOnlyList<CoarsestPlane>> SearchAsync(
        IAsyncEnumerable<EntryBatch> batches, FeatureRecipe recipe, GridSearchOptions options, CancellationToken cancellationToken)
    {
        GridAssembler assembler = new(recipe, recipe.Grid!);
        List<PlaneSample> samples = [.. recipe.Grid!.Grid.Planes.Select(p => new PlaneSample(p))];
        EntryPreparation? preparation = null;
        await foreach (EntryBatch batch in batches.WithCancellation(cancellationToken).ConfigureAwait(false))
            using (batch)
            {
                if (preparation is null || !preparation.Schema.Equals(batch.Schema))
                    preparation = new EntryPreparation(recipe, batch.Schema);
                using PreparedEntries prepared = preparation.Prepare(batch, EntryChoice.Passing);
                int most = 0;
                for (int i = 0; i < samples.Count; i++)
                {
                    assembler.ReadSample(prepared, i, samples[i]);
                    most = Math.Max(most, samples[i].ObjectCount);
                }
                if (most >= options.MaximumObjects) break;
            }
        return [.. samples.Select(s => s.FindCoarsest(options, cancellationToken))];
    }
}

/// <summary>What <see cref="GridSearch"/> asks for.</summary>
public sealed record GridSearchOptions
{
    /// <summary>The greatest fraction of objects that may meet an occupied cell; 0: none. Default: 0.01.</summary>
    public double CollisionBound { get; init; } = 0.01;

    /// <summary>Objects of a plane after which no more entries are read; 16 bytes each. Default: a million.</summary>
    public int MaximumObjects { get; init; } = 1_000_000;

    /// <summary>The most cells of one channel that are tried. Default: 2¹⁸, 512 × 512.</summary>
    public int MaximumCells { get; init; } = 1 << 18;
}

/// <summary>The coarsest cells of a plane that keep collisions within a bound.</summary>
/// <param name="Plane">The plane with these cells.</param>
/// <param name="Occupancy">How the objects of the sample fare in it.</param>
/// <param name="EntryCount">The entries of the sample.</param>
/// <param name="EmptyFraction">Cells without an object, by all cells of all entries of the sample: what the fineness costs.</param>
public sealed record CoarsestPlane(GridPlane Plane, GridOccupancy Occupancy, long EntryCount, double EmptyFraction);
