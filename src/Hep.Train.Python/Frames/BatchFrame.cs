using Hep.Jagged;

namespace Hep.Train.Python;

/// <summary>
/// A batch as a frame: entries, cells, targets and 0 as int32; features, labels, weights; lengths of each collection as int32; grids; and
/// the mask, a byte a cell. Everything is written from where it lies.
/// </summary>
internal static class BatchFrame
{
    /// <summary>Bytes of a frame that the other side takes.</summary>
    private const long BytesAtMost = 1L << 31;

    /// <exception cref="TrainingException">The batch is too large for one frame.</exception>
    public static void Write(FrameStream frames, FrameKind kind, PaddedBatch batch)
    {
        long length = 4 * sizeof(int) + (sizeof(float) + sizeof(bool)) * (long)batch.Features.Length
            + sizeof(float) * ((long)batch.Labels.Length + batch.Weights.Length + batch.Collections.Sum(c => (long)batch.Lengths(c).Length)
                + batch.Grids.Sum(g => (long)batch.Grid(g.Name).Length));
        if (length > BytesAtMost)
            throw new TrainingException($"A batch of {batch.EntryCount} entries takes {length} bytes, at most {BytesAtMost} go through "
                + "the pipe: choose a smaller 'batch'.");
        frames.Begin(kind, length);
        frames.Write([batch.EntryCount, batch.CellCount, batch.TargetCount, 0]);
        frames.Write(batch.Features);
        frames.Write(batch.Labels);
        frames.Write(batch.Weights);
        foreach (string collection in batch.Collections) frames.Write(batch.Lengths(collection));
        foreach (GridLayout grid in batch.Grids) frames.Write(batch.Grid(grid.Name));
        frames.Write(batch.Mask);
        frames.Flush();
    }
}
