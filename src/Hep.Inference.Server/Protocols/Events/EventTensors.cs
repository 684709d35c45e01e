using Hep.Jagged;

namespace Hep.Inference.Server.Protocols.Events;

/// <summary>
/// Raw events as protocol tensors, a column a tensor: <c>NAME</c> with the values of all events, and <c>NAME.offsets</c> (INT32, events + 1
/// ascending numbers from 0) where a list of them belongs to each event.
/// </summary>
internal static class EventTensors
{
    private const string Offsets = ".offsets";

    /// <summary>The tensors that the columns of a pipeline come as.</summary>
    /// <exception cref="InferenceException">A column holds text, or lists of lists.</exception>
    public static IReadOnlyList<TensorSignature> SignaturesOf(Schema columns)
    {
        List<TensorSignature> signatures = [];
        foreach (ColumnSchema column in columns)
        {
            if (column.Type.HasCharacters || column.Depth > 1 || (column.Depth == 1 && !column.Dimensions[0].IsVariable))
                throw Refuse($"Column '{column}' does not come as tensors: send the events as {{\"events\":[…]}}.");
            long[] shape = [-1, .. column.Dimensions.Where(d => !d.IsVariable).Select(d => (long)d.Size)];
            signatures.Add(new TensorSignature(column.Name, TypeOf(column.Type), [.. shape]));
            if (column.Depth == 1) signatures.Add(new TensorSignature(column.Name + Offsets, TensorType.Int32, [-1]));
        }
        return signatures;
    }

    /// <summary>The events that tensors of these signatures hold.</summary>
    /// <exception cref="InferenceException">One is missing or comes twice, or offsets and numbers of events do not fit.</exception>
    public static EntryBatch ToBatch(Schema columns, IReadOnlyList<Tensor> tensors)
    {
        Dictionary<string, Tensor> byName = new(StringComparer.Ordinal);
        foreach (Tensor tensor in tensors)
            if (!byName.TryAdd(tensor.Name, tensor)) throw Refuse($"The request has the input '{tensor.Name}' twice.");
        int? events = null;
        List<Column> made = [];
        try
        {
            foreach (ColumnSchema column in columns)
            {
                Tensor values = Find(byName, column.Name);
                Tensor<int>? offsets = column.Depth == 1 ? (Tensor<int>)Find(byName, column.Name + Offsets) : null;
                int count = offsets is null ? values.RowCount : offsets.Count - 1;
                if (count != (events ??= count)) throw Refuse($"'{column.Name}' has {count} events, '{columns[0].Name}' has {events}.");
                made.Add(Make(column, count, values, offsets));
            }
            ShareOffsets(made);
            return new EntryBatch(columns, [.. made], EntryIdentities.Range(EntrySource.None, 0, events ?? 0));
        }
        catch
        {
            foreach (Column column in made) column.Dispose();
            throw;
        }
    }

    private static Tensor Find(Dictionary<string, Tensor> tensors, string name) =>
        tensors.GetValueOrDefault(name) ?? throw Refuse($"The request lacks the input '{name}'.");

    // Columns of one collection must have lists of one length in each event.
    private static void ShareOffsets(List<Column> columns)
    {
        Dictionary<string, Column> first = new(StringComparer.Ordinal);
        foreach (Column column in columns)
            if (column.Schema is { Counter: { } counter, Depth: 1 } && !first.TryAdd(counter, column)
                && !column.TryShareOffsets(first[counter]))
                throw Refuse($"'{first[counter].Name}' and '{column.Name}' are of one collection ('{counter}') "
                    + "and must have lists of one length.");
    }

    private static Column Make(ColumnSchema column, int count, Tensor values, Tensor<int>? offsets)
    {
        try
        {
            return values switch
            {
                Tensor<bool> t => Make(column, count, t, offsets),
                Tensor<sbyte> t => Make(column, count, t, offsets),
                Tensor<short> t => Make(column, count, t, offsets),
                Tensor<int> t => Make(column, count, t, offsets),
                Tensor<long> t => Make(column, count, t, offsets),
                Tensor<byte> t => Make(column, count, t, offsets),
                Tensor<ushort> t => Make(column, count, t, offsets),
                Tensor<uint> t => Make(column, count, t, offsets),
                Tensor<ulong> t => Make(column, count, t, offsets),
                Tensor<float> t => Make(column, count, t, offsets),
                _ => Make(column, count, (Tensor<double>)values, offsets),
            };
        }
        catch (ArgumentException failure)
        {
            throw Refuse(failure.Message);
        }
    }

    private static Column<T> Make<T>(ColumnSchema column, int count, Tensor<T> values, Tensor<int>? offsets) where T : unmanaged
    {
        SharedMemory<int>[] levels = offsets is null ? [] : [SharedMemory<int>.Copy(offsets.Values)];
        return new Column<T>(column, count, SharedMemory<T>.Copy(values.Values), levels);
    }

    private static TensorType TypeOf(ElementType type) => type switch
    {
        ElementType.Bool => TensorType.Bool,
        ElementType.Int8 => TensorType.Int8,
        ElementType.Int16 => TensorType.Int16,
        ElementType.Int32 => TensorType.Int32,
        ElementType.Int64 => TensorType.Int64,
        ElementType.UInt8 => TensorType.UInt8,
        ElementType.UInt16 => TensorType.UInt16,
        ElementType.UInt32 => TensorType.UInt32,
        ElementType.UInt64 => TensorType.UInt64,
        ElementType.Float32 => TensorType.Float32,
        _ => TensorType.Float64,
    };

    private static InferenceException Refuse(string message) => new(InferenceFailure.InvalidRequest, message);
}
