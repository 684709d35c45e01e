using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>The grids that a padded batch owns.</summary>
/// <param name="Layouts">Names and shapes of the arrays.</param>
/// <param name="Arrays">Each row-major [entries, channels, y, x].</param>
/// <param name="Occupancies">How objects fared, plane by plane; empty for taken rows.</param>
internal sealed record GridContent(
    ImmutableArray<GridLayout> Layouts, SharedMemory<float>[] Arrays, ImmutableArray<GridOccupancy> Occupancies) : IDisposable
{
    /// <summary>No grids.</summary>
    public static GridContent None { get; } = new([], [], []);

    /// <summary>The place of an array.</summary>
    /// <exception cref="PipelineException">There is none of this name.</exception>
    public int IndexOf(string name)
    {
        for (int i = 0; i < Layouts.Length; i++)
            if (Layouts[i].Name == name) return i;
        throw new PipelineException(Layouts.IsEmpty
            ? "The pipeline makes no grids: its specification has none."
            : $"No grid '{name}'.{NearNames.Suggest(name, Layouts.Select(l => l.Name))}");
    }

    /// <summary>The rows at these places.</summary>
    public GridContent Take(ReadOnlySpan<int> rows, int rowCount)
    {
        SharedMemory<float>[] taken = new SharedMemory<float>[Arrays.Length];
        for (int i = 0; i < taken.Length; i++) taken[i] = PaddedRows.Gather(Arrays[i], rows, rowCount);
        return this with { Arrays = taken, Occupancies = [] };
    }

    /// <summary>Further handles on the same memory.</summary>
    public GridContent Share() => this with { Arrays = Array.ConvertAll(Arrays, a => a.Share()) };

    /// <summary>The rows of batches with grids of the same layouts, one batch after the other.</summary>
    public static GridContent Concat(IReadOnlyList<PaddedContent> batches)
    {
        GridContent first = batches[0].Grids;
        ImmutableArray<GridOccupancy> occupancies = [];
        foreach (PaddedContent batch in batches)
            occupancies = occupancies.IsEmpty ? batch.Grids.Occupancies
                : batch.Grids.Occupancies.IsEmpty ? occupancies
                : [.. occupancies.Zip(batch.Grids.Occupancies, (sum, other) => sum.With(other))];
        return new GridContent(first.Layouts,
            [.. first.Layouts.Select((_, i) => PaddedRows.Concat(batches, b => b.Grids.Arrays[i]))], occupancies);
    }

    /// <summary>Whether the rows of both can stand behind each other.</summary>
    public bool IsLike(GridContent other) =>
        Layouts.Length == other.Layouts.Length && Layouts.Zip(other.Layouts).All(l => l.First.IsLike(l.Second));

    public void Dispose()
    {
        foreach (SharedMemory<float> array in Arrays) array.Dispose();
    }
}
