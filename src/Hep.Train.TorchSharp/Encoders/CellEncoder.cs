using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Hep.Jagged;
using Hep.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Hep.Train.TorchSharp;

/// <summary>Some cells as a row: numbers as they are, behind them the mask of the cells, behind that what stands for categories.</summary>
internal sealed class CellEncoder : RowEncoder
{
    private readonly int[] _numbers, _masked;
    private readonly EmbeddedCells[] _categories;
    private readonly bool _isEveryCell;

    /// <param name="pipeline">What makes the cells.</param>
    /// <param name="cells">Which of them are taken, ascending.</param>
    /// <param name="useMask">Whether their mask is taken.</param>
    /// <param name="embedding">The numbers that stand for a category; 0: its index is taken for a number.</param>
    /// <param name="device">Where it is computed.</param>
    public CellEncoder(FeaturePipeline pipeline, IReadOnlyList<int> cells, bool useMask, int embedding, TorchDevice device)
    {
        HashSet<int> taken = [.. cells];
        _categories = embedding == 0 ? []
            : [.. pipeline.Categories.Where(c => c.Cells.Length > 0 && c.Cells.All(taken.Contains))
                .Select(c => new EmbeddedCells([.. c.Cells], new EmbeddingTable(c.Column, c.Values.Length, embedding, device)))];
        taken.ExceptWith(_categories.SelectMany(c => c.Cells));
        _numbers = [.. cells.Where(taken.Contains)];
        _masked = useMask ? [.. cells] : [];
        _isEveryCell = _numbers.Length == pipeline.CellCount;
        Width = _numbers.Length + _masked.Length + embedding * _categories.Sum(c => c.Cells.Length);
    }

    public override int Width { get; }

    public override IEnumerable<Parameter> Parameters => _categories.Select(c => c.Table.Parameter);

    public override Tensor Encode(BatchTensors inputs, Pass pass)
    {
        Tensor row = _isEveryCell && _masked.Length == 0 ? inputs.Features
            : inputs.Device.Written(to => Fill(inputs.Batch, to), inputs.Count, _numbers.Length + _masked.Length);
        return _categories.Length == 0 ? row
            : cat([row, .. _categories.Select(c => c.Table.Apply(c.RowsOf(inputs)).flatten(1))], 1);
    }

    public override OnnxValue AddTo(GraphInputs inputs)
    {
        OnnxGraph graph = inputs.Graph;
        List<OnnxValue> parts = [];
        if (_numbers.Length > 0) parts.Add(graph.Columns(inputs.Features, _numbers));
        if (_masked.Length > 0) parts.Add(graph.Columns(inputs.Mask, _masked));
        foreach (EmbeddedCells category in _categories)
        {
            OnnxValue embedded = category.Table.AddTo(
                graph, graph.Columns(inputs.Features, category.Cells), graph.Columns(inputs.Mask, category.Cells));
            parts.Add(graph.Reshape(embedded, embedded.Count));
        }
        return graph.Concat(parts);
    }

    public override void Dispose()
    {
        foreach (EmbeddedCells category in _categories) category.Table.Dispose();
    }

    private void Fill(PaddedBatch batch, Span<float> rows)
    {
        int cells = batch.CellCount, width = _numbers.Length + _masked.Length;
        for (int entry = 0; entry < batch.EntryCount; entry++)
        {
            ReadOnlySpan<float> features = batch.Features.Slice(entry * cells, cells);
            ReadOnlySpan<byte> mask = MemoryMarshal.AsBytes(batch.Mask.Slice(entry * cells, cells));
            Span<float> numbers = rows.Slice(entry * width, _numbers.Length), marks = rows.Slice(entry * width, width)[_numbers.Length..];
            if (_isEveryCell)
            {
                features.CopyTo(numbers);
                TensorPrimitives.ConvertChecked(mask, marks);
                continue;
            }
            for (int i = 0; i < numbers.Length; i++) numbers[i] = features[_numbers[i]];
            for (int i = 0; i < marks.Length; i++) marks[i] = mask[_masked[i]];
        }
    }

    private sealed record EmbeddedCells(int[] Cells, EmbeddingTable Table)
    {
        public Tensor RowsOf(BatchTensors inputs) =>
            inputs.Device.WrittenRows(rows => Fill(inputs.Batch, rows), inputs.Count, Cells.Length);

        private void Fill(PaddedBatch batch, Span<long> rows)
        {
            for (int i = 0; i < rows.Length; i++)
            {
                int cell = i / Cells.Length * batch.CellCount + Cells[i % Cells.Length];
                rows[i] = Table.RowOf(batch.Features[cell], batch.Mask[cell]);
            }
        }
    }
}
