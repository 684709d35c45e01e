using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Hep.Jagged;

/// <summary>Writes a histogram in the form that <c>hep hist --json</c> prints.</summary>
internal static class HistogramJson
{
    /// <summary>Bins of equal width as their number and range, others as their edges; a number that JSON does not have is null.</summary>
    public static string Write(Histogram histogram)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("axes");
            json.WriteStartObject();
            json.WriteNumber("bins", histogram.BinCount);
            json.WriteNumber("low", histogram.Edges[0]);
            json.WriteNumber("high", histogram.Edges[^1]);
            if (!histogram.IsUniform) WriteNumbers(json, "edges", histogram.Edges);
            json.WriteEndObject();
            json.WriteEndArray();
            WriteNumbers(json, "contents", histogram.Contents);
            WriteNumber(json, "underflow", histogram.Underflow);
            WriteNumber(json, "overflow", histogram.Overflow);
            json.WriteNumber("entries", histogram.EntryCount);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, ReadOnlySpan<double> numbers)
    {
        json.WriteStartArray(name);
        foreach (double number in numbers)
        {
            if (double.IsFinite(number)) json.WriteNumberValue(number);
            else json.WriteNullValue();
        }
        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double number)
    {
        if (double.IsFinite(number)) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }
}
