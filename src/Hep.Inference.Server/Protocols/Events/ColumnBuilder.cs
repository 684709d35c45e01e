using System.Text.Json;
using Hep.Jagged;

namespace Hep.Inference.Server.Protocols.Events;

/// <summary>Takes the values of one column from event after event.</summary>
internal abstract class ColumnBuilder : IDisposable
{
    private readonly GrowingMemory<int>[] _offsets;

    protected ColumnBuilder(ColumnSchema schema)
    {
        Schema = schema;
        _offsets = new GrowingMemory<int>[schema.OffsetLevels];
        for (int level = 0; level < _offsets.Length; level++) (_offsets[level] = new GrowingMemory<int>()).Add(0);
    }

    public ColumnSchema Schema { get; }

    /// <summary>Adds one event's value, list or array, at which the reader stands, and leaves the reader at its end.</summary>
    /// <exception cref="InferenceException">The value is not what the column holds.</exception>
    public void Append(ref Utf8JsonReader reader, int entry) => Append(ref reader, entry, dimension: 0, level: 0);

    /// <summary>The column, over memory of its own but for offsets that <paramref name="collection"/> has alike.</summary>
    public Column Build(int entryCount, ColumnBuilder? collection)
    {
        SharedMemory<int>[] offsets = new SharedMemory<int>[_offsets.Length];
        for (int level = 0; level < offsets.Length; level++)
            offsets[level] = (level == 0 && collection is not null ? collection : this)._offsets[level].Share();
        return Build(entryCount, offsets);
    }

    /// <summary>The first event whose outermost lists differ in length from the other column's; −1 where all agree.</summary>
    public int FirstDifference(ColumnBuilder other)
    {
        int same = _offsets[0].Written.CommonPrefixLength(other._offsets[0].Written);
        return same == _offsets[0].Length ? -1 : same - 1;
    }

    public void Dispose()
    {
        foreach (GrowingMemory<int> offsets in _offsets) offsets.Dispose();
        DisposeValues();
    }

    protected abstract void AppendValue(ref Utf8JsonReader reader, int entry);

    protected abstract Column Build(int entryCount, SharedMemory<int>[] offsets);

    protected abstract void DisposeValues();

    /// <summary>Closes a parent of the innermost level, which ends at that many characters.</summary>
    protected void CloseText(int end) => _offsets[^1].Add(end);

    protected InferenceException Refuse(int entry, string what) =>
        new(InferenceFailure.InvalidRequest, $"Event {entry}, column '{Schema}': {what}.");

    private void Append(ref Utf8JsonReader reader, int entry, int dimension, int level)
    {
        if (dimension == Schema.Dimensions.Length)
        {
            AppendValue(ref reader, entry);
            return;
        }
        if (reader.TokenType != JsonTokenType.StartArray) throw Refuse(entry, "an array was expected");
        Dimension shape = Schema.Dimensions[dimension];
        int count = 0;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; count++)
            Append(ref reader, entry, dimension + 1, shape.IsVariable ? level + 1 : level);
        if (shape.IsVariable) _offsets[level].Add(checked(_offsets[level].Written[^1] + count));
        else if (count != shape.Size) throw Refuse(entry, $"an array of {shape.Size} was expected, it has {count}");
    }
}
