using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Train.ML;

/// <summary>What was learnt: from rows of cells to numbers, of which <see cref="HeadForms"/> make predictions.</summary>
/// <param name="columns">How a row is made of a batch.</param>
internal abstract class FittedModel(PaddedBatchColumns columns)
{
    /// <summary>How rows are made of batches.</summary>
    protected PaddedBatchColumns Columns => columns;

    /// <summary>Iterations that were made; 1 where there is but a result.</summary>
    public abstract int Iterations { get; }

    /// <summary>Adds to numbers [n, outputs], which begin with 0, what an iteration gives for each row.</summary>
    public abstract void Add(int iteration, ReadOnlySpan<float> rows, Span<double> numbers);

    /// <summary>The first iterations alone.</summary>
    public abstract FittedModel Keep(int iterations);

    /// <summary>The same in a graph, up to the numbers.</summary>
    public OnnxValue AddTo(OnnxGraph graph)
    {
        OnnxValue features = graph.AddInput("features", columns.CellCount);
        return AddTo(graph, columns.Missing switch
        {
            MissingCells.NaN => graph.NanWhereMasked(features, graph.AddInput("mask", columns.CellCount)),
            MissingCells.MaskBeside => graph.Concat(features, graph.AddInput("mask", columns.CellCount)),
            _ => features,
        });
    }

    /// <summary>Rows [n, width] of a batch.</summary>
    public float[] RowsOf(PaddedBatch batch) => CellRows.Of(batch, columns);

    protected abstract OnnxValue AddTo(OnnxGraph graph, OnnxValue rows);
}
