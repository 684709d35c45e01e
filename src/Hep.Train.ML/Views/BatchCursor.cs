using Hep.Jagged;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Hep.Train.ML;

/// <summary>Reads batches row by row.</summary>
internal sealed class BatchCursor(DataViewSchema schema, PaddedBatchColumns columns, IAsyncEnumerator<PaddedBatch> batches,
    HashSet<int> active, Action<Exception> failed) : DataViewRowCursor
{
    private PaddedBatch? _batch;
    private int _row = -1;
    private long _position = -1;

    public override long Position => _position;

    public override long Batch => 0;

    public override DataViewSchema Schema => schema;

    public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

    public override bool MoveNext()
    {
        try
        {
            if (_batch is not null && ++_row < _batch.EntryCount)
            {
                _position++;
                return true;
            }
            do
            {
                _batch?.Dispose();
                _batch = null;
                if (!Wait(batches.MoveNextAsync())) return false;
                _batch = batches.Current;
                Check(_batch);
            }
            while (_batch.EntryCount == 0);
            _row = 0;
            _position++;
            return true;
        }
        catch (Exception failure)
        {
            failed(failure);
            throw;
        }
    }

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        Delegate getter = column.Name switch
        {
            PaddedBatchDataView.Features => (ValueGetter<VBuffer<float>>)GetFeatures,
            PaddedBatchDataView.Weight => (ValueGetter<float>)GetWeight,
            _ => columns.Task switch
            {
                TrainingTask.Binary => (ValueGetter<bool>)GetTruth,
                TrainingTask.MultiClass => (ValueGetter<uint>)GetClass,
                _ => (ValueGetter<float>)GetNumber,
            },
        };
        return getter as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"The column '{column.Name}' is of {column.Type}, not of {typeof(TValue)}.");
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _batch?.Dispose();
            _batch = null;
            ValueTask end = batches.DisposeAsync();
            if (!end.IsCompletedSuccessfully) end.AsTask().GetAwaiter().GetResult();
        }
        base.Dispose(disposing);
    }

    /// <summary>Blocks: a cursor is asked row by row by code that cannot wait otherwise.</summary>
    private static bool Wait(ValueTask<bool> next) => next.IsCompletedSuccessfully ? next.Result : next.AsTask().GetAwaiter().GetResult();

    private PaddedBatch Current => _batch ?? throw new InvalidOperationException("The cursor stands on no row.");

    private void Check(PaddedBatch batch)
    {
        if (batch.CellCount != columns.CellCount || columns.Target >= batch.TargetCount)
            throw new TrainingException($"A batch has {batch.CellCount} cells and {batch.TargetCount} labels an entry: "
                + $"{columns.CellCount} cells and at least {columns.Target + 1} labels are expected.");
        foreach (float weight in batch.Weights)
            if (weight < 0)
                throw new TrainingException($"An entry has the weight {weight}: ML.NET learns from weights of 0 or more. Take absolute "
                    + "values ('weight': \"abs(genWeight)\"), or leave such entries out ('where').");
    }

    private void GetFeatures(ref VBuffer<float> row)
    {
        VBufferEditor<float> editor = VBufferEditor.Create(ref row, columns.Width);
        CellRows.Fill(Current, _row, columns, editor.Values);
        row = editor.Commit();
    }

    private void GetWeight(ref float weight) => weight = (float)(Current.Weights[_row] / columns.WeightUnit);

    private void GetTruth(ref bool truth) => truth = columns.OneClass is { } one ? ReadLabel() == one : ReadLabel() > 0.5f;

    private void GetClass(ref uint key) => key = (uint)ReadLabel() + 1;   // 0 is the key that stands for no class

    private void GetNumber(ref float number) => number = (float)((ReadLabel() - columns.LabelMean) / columns.LabelDeviation);

    private float ReadLabel() => Current.Labels[_row * Current.TargetCount + columns.Target];
}
