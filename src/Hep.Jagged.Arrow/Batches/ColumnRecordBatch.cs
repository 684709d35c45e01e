using Apache.Arrow;
using ArrowSchema = Apache.Arrow.Schema;

namespace Hep.Jagged.Arrow;

/// <summary>A record batch over the memory of columns, which it gives back when it is disposed.</summary>
internal sealed class ColumnRecordBatch : RecordBatch
{
    private readonly List<IDisposable> _handles;

    private ColumnRecordBatch(ArrowSchema schema, IArrowArray[] arrays, int length, List<IDisposable> handles)
        : base(schema, arrays, length) => _handles = handles;

    /// <summary>The record batch of a batch.</summary>
    /// <param name="batch">The batch, which stays whole.</param>
    /// <param name="schema">What its schema is in Arrow: made once for all batches of a stream.</param>
    public static ColumnRecordBatch Of(EntryBatch batch, ArrowSchema schema)
    {
        List<IDisposable> handles = [];
        try
        {
            IArrowArray[] arrays = new IArrowArray[batch.Columns.Count];
            for (int i = 0; i < arrays.Length; i++)
                arrays[i] = new ColumnArrays(batch.Columns[i], handles).Make(schema.GetFieldByIndex(i).DataType);
            return new ColumnRecordBatch(schema, arrays, batch.EntryCount, handles);
        }
        catch
        {
            handles.ForEach(h => h.Dispose());
            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) _handles.ForEach(h => h.Dispose());
    }
}
