namespace Hep.Jagged;

/// <summary>Something made from a schema, made once for all consecutive batches that have it.</summary>
internal sealed class PerSchema<T>(Func<Schema, T> make)
{
    private Schema? _schema;
    private T? _made;

    /// <summary>What belongs to a batch's schema.</summary>
    public T For(EntryBatch batch)
    {
        if (_schema is null || !(ReferenceEquals(_schema, batch.Schema) || _schema.Equals(batch.Schema)))
        {
            _made = make(batch.Schema);
            _schema = batch.Schema;
        }
        return _made!;
    }
}
