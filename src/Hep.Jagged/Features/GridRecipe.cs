using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>What grids take from entries beside the features.</summary>
/// <param name="Grid">The planes.</param>
/// <param name="Collections">Collections that no feature belongs to; their indices go on behind those of the features.</param>
/// <param name="Columns">The columns of axes and channels, each once.</param>
internal sealed record GridRecipe(
    PhaseSpaceGrid Grid, ImmutableArray<RecipeCollection> Collections, ImmutableArray<RecipeColumn> Columns);
