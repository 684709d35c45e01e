using System.Runtime.InteropServices;
using Hep.Jagged;
using Hep.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Hep.Train.TorchSharp;

/// <summary>
/// The objects of a collection, [n, slots, width]: their numbers, and behind them what stands for categories. A category of an object whose
/// value is no number counts as the padding value says, as tokens carry no mask of single values.
/// </summary>
internal sealed class ObjectInput : IDisposable
{
    private readonly int[] _numbers;
    private readonly Tensor? _numberColumns;
    private readonly (int Column, EmbeddingTable Table)[] _categories;

    public ObjectInput(FeaturePipeline pipeline, CollectionLayout collection, int embedding, TorchDevice device)
    {
        Collection = collection;
        int columns = collection.TokenColumns.Length;
        List<(int, EmbeddingTable)> categories = [];
        if (embedding > 0)
            foreach (CategoryLayout category in pipeline.Categories)
            {
                int[] places = [.. Enumerable.Range(0, columns).Where(c => category.Cells.Contains(collection.Cells[c]))];
                if (places.Length == 0) continue;
                EmbeddingTable table = new(category.Column, category.Values.Length, embedding, device);
                categories.AddRange(places.Select(p => (p, table)));
            }
        _categories = [.. categories];
        _numbers = [.. Enumerable.Range(0, columns).Except(_categories.Select(c => c.Column))];
        if (_categories.Length > 0) _numberColumns = device.Kept(Array.ConvertAll(_numbers, n => (long)n));
        Width = _numbers.Length + embedding * _categories.Length;
    }

    public CollectionLayout Collection { get; }

    /// <summary>The numbers of an object.</summary>
    public int Width { get; }

    public IEnumerable<Parameter> Parameters => _categories.Select(c => c.Table).Distinct().Select(t => t.Parameter);

    public Tensor Read(BatchTensors inputs)
    {
        Tensor tokens = inputs.Tokens(Collection.Name);
        if (_numberColumns is null) return tokens;
        return cat([tokens.index_select(2, _numberColumns),
            .. _categories.Select(c => c.Table.Apply(RowsOf(c.Column, c.Table, inputs)))], 2);
    }

    public OnnxValue AddTo(GraphInputs inputs)
    {
        OnnxGraph graph = inputs.Graph;
        OnnxValue tokens = inputs.Tokens(Collection);
        List<OnnxValue> parts = [];
        if (_numbers.Length > 0) parts.Add(graph.Columns(tokens, _numbers));
        foreach ((int column, EmbeddingTable table) in _categories)
        {
            OnnxValue cells = graph.Reshape(graph.Columns(tokens, [column]), Collection.Slots);
            parts.Add(table.AddTo(graph, cells, inputs.TokenMask(Collection)));
        }
        return graph.Concat(parts);
    }

    public void Dispose()
    {
        _numberColumns?.Dispose();
        foreach ((_, EmbeddingTable table) in _categories) table.Dispose();
    }

    private Tensor RowsOf(int column, EmbeddingTable table, BatchTensors inputs)
    {
        Tensor tokens = inputs.TokensOnHost(Collection.Name), mask = inputs.TokenMaskOnHost(Collection.Name);
        return inputs.Device.WrittenRows(rows =>
        {
            ReadOnlySpan<float> values = MemoryMarshal.Cast<byte, float>(tokens.bytes),
                exists = MemoryMarshal.Cast<byte, float>(mask.bytes);
            int width = values.Length / Math.Max(rows.Length, 1);
            for (int i = 0; i < rows.Length; i++) rows[i] = table.RowOf(values[i * width + column], exists[i] > 0);
        }, mask.shape);
    }
}
