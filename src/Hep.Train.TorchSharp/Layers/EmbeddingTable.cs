using Hep.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>
/// The rows that stand for the categories of a column: the first for no value, the second for one that is no category, then the categories.
/// </summary>
internal sealed class EmbeddingTable(string column, int categories, int width, TorchDevice device) : IDisposable
{
    private readonly Parameter _rows = Weights.DrawNormal(device, categories + 2, width);

    public Parameter Parameter => _rows;

    /// <summary>The row of a cell: the index of a category, −1 for none of them, masked for no value.</summary>
    public long RowOf(float cell, bool isValue) => isValue ? (long)Math.Clamp(cell, -1, categories - 1) + 2 : 0;

    /// <summary>From rows' numbers [n, …] their rows [n, …, width].</summary>
    public Tensor Apply(Tensor rows) => _rows.index_select(0, rows.flatten()).view([.. rows.shape, width]);

    /// <summary>From cells and their mask, of one shape, the same.</summary>
    public OnnxValue AddTo(OnnxGraph graph, OnnxValue cells, OnnxValue mask) => graph.Embedding(
        graph.Multiply(graph.Shift(graph.Clip(cells, -1, categories - 1), 2), mask), Weights.Values(_rows), width, $"embedding_{column}");

    public void Dispose() => _rows.Dispose();
}
