using System.Text.Encodings.Web;
using System.Text.Json;
using Hep.Jagged;

namespace Hep.Inference.Client;

/// <summary>
/// Writes what a column has for an entry as JSON, as the events of a request have it: a value, or arrays of them; numbers with as many
/// digits as bring them back in the column's type, NaN as null, infinities as <c>"Infinity"</c>, bytes that are no text in base64.
/// </summary>
public abstract class EntryJsonWriter
{
    private readonly Column _column;
    private readonly JsonEncodedText _name;

    private EntryJsonWriter(Column column)
    {
        _column = column;
        _name = JsonEncodedText.Encode(column.Name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
    }

    /// <summary>A writer for a column, which has to live as long.</summary>
    public static EntryJsonWriter Create(Column column) => column switch
    {
        null => throw new ArgumentNullException(nameof(column)),
        { Type: ElementType.Bytes } and Column<byte> c => new BytesJsonWriter(c),
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
        ArgumentNullException.ThrowIfNull(writer);
        writer.WritePropertyName(_name);
        Write(writer, entry, dimension: 0, level: 0);
    }

    private protected abstract void WriteValue(Utf8JsonWriter writer, int index);

    /// <param name="writer">Gets the elements.</param>
    /// <param name="index">The place of the parent among all parents of this dimension.</param>
    /// <param name="dimension">Which of the column's dimensions.</param>
    /// <param name="level">The variable levels above.</param>
    private void Write(Utf8JsonWriter writer, int index, int dimension, int level)
    {
        if (dimension == _column.Schema.Dimensions.Length)
        {
            WriteValue(writer, index);
            return;
        }
        Dimension shape = _column.Schema.Dimensions[dimension];
        ReadOnlySpan<int> offsets = shape.IsVariable ? _column.Offsets(level) : [];
        (int start, int end) = shape.IsVariable ? (offsets[index], offsets[index + 1]) : (index * shape.Size, (index + 1) * shape.Size);
        writer.WriteStartArray();
        for (int child = start; child < end; child++) Write(writer, child, dimension + 1, shape.IsVariable ? level + 1 : level);
        writer.WriteEndArray();
    }

    private sealed class NumberJsonWriter<T>(Column<T> column) : EntryJsonWriter(column) where T : unmanaged
    {
        private protected override void WriteValue(Utf8JsonWriter writer, int index) =>
            JsonNumbers.Write(writer, column.Values[index], JsonNaN.Null);
    }

    private sealed class TextJsonWriter(Column column) : EntryJsonWriter(column)
    {
        private protected override void WriteValue(Utf8JsonWriter writer, int index) => writer.WriteStringValue(_column.GetText(index));
    }

    private sealed class BytesJsonWriter(Column<byte> column) : EntryJsonWriter(column)
    {
        private protected override void WriteValue(Utf8JsonWriter writer, int index)
        {
            ReadOnlySpan<int> bytes = column.Offsets(column.Schema.OffsetLevels - 1);
            writer.WriteBase64StringValue(column.Values[bytes[index]..bytes[index + 1]]);
        }
    }
}
