using System.Text.Json;
using Hep.Jagged;

namespace Hep.Inference.Client;

/// <summary>Writes one column's value, list or array for entry after entry.</summary>
internal abstract class EntryJsonWriter(Column column)
{
    private readonly JsonEncodedText _name = JsonEncodedText.Encode(column.Name);

    protected Column Column => column;

    public static EntryJsonWriter Create(Column column) => column switch
    {
        { Type.HasCharacters: true } => new TextJsonWriter(column),
        Column<bool> c => new NumberJsonWriter<bool>(c),
        Column<sbyte> c => new NumberJsonWriter<sbyte>(c),
        Column<short> c => new NumberJsonWriter<short>(c),
        Column<int> c => new NumberJsonWriter<int>(c),
        Column<long> c => new NumberJsonWriter<long>(c),
        Column<byte> c => new NumberJsonWriter<byte>(c),
        Column<ushort> c => new NumberJsonWriter<ushort>(c),
        Column<uint> c => new NumberJsonWriter<uint>(c),
        Column<ulong> c => new NumberJsonWriter<ulong>(c),
        Column<float> c => new NumberJsonWriter<float>(c),
        Column<double> c => new NumberJsonWriter<double>(c),
        _ => throw new NotSupportedException($"JSON carries no column '{column.Schema}'."),
    };

    /// <summary>Writes the column's name and what the entry has of it.</summary>
    public void Write(Utf8JsonWriter writer, int entry)
    {
        writer.WritePropertyName(_name);
        Write(writer, entry, dimension: 0, level: 0);
    }

    protected abstract void WriteValue(Utf8JsonWriter writer, int index);

    /// <param name="writer">Gets the elements.</param>
    /// <param name="index">The place of the parent among all parents of this dimension.</param>
    /// <param name="dimension">Which of the column's dimensions.</param>
    /// <param name="level">The variable levels above.</param>
    private void Write(Utf8JsonWriter writer, int index, int dimension, int level)
    {
        if (dimension == column.Schema.Dimensions.Length)
        {
            WriteValue(writer, index);
            return;
        }
        Dimension shape = column.Schema.Dimensions[dimension];
        ReadOnlySpan<int> offsets = shape.IsVariable ? column.Offsets(level) : [];
        (int start, int end) = shape.IsVariable ? (offsets[index], offsets[index + 1]) : (index * shape.Size, (index + 1) * shape.Size);
        writer.WriteStartArray();
        for (int child = start; child < end; child++) Write(writer, child, dimension + 1, shape.IsVariable ? level + 1 : level);
        writer.WriteEndArray();
    }

    private sealed class NumberJsonWriter<T>(Column<T> column) : EntryJsonWriter(column) where T : unmanaged
    {
        protected override void WriteValue(Utf8JsonWriter writer, int index) =>
            JsonNumbers.Write(writer, column.Values[index], JsonNaN.Null);
    }

    private sealed class TextJsonWriter(Column column) : EntryJsonWriter(column)
    {
        protected override void WriteValue(Utf8JsonWriter writer, int index) => writer.WriteStringValue(Column.GetText(index));
    }
}
