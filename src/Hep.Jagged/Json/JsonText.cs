using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Hep.Jagged;

/// <summary>Writes JSON documents: numbers so that they read back exactly, NaN as null.</summary>
internal static class JsonText
{
    // Formulas hold < and &; the documents go into files and model metadata, never into a page as they are.
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, Options)) write(json);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    extension(Utf8JsonWriter json)
    {
        public void WriteNumberOrNull(string key, double value)
        {
            json.WritePropertyName(key);
            json.WriteNumberOrNullValue(value);
        }

        public void WriteNumberOrNullValue(double value)
        {
            if (double.IsFinite(value)) json.WriteNumberValue(value);
            else json.WriteNullValue();
        }

        public void WriteNumbersValue(ReadOnlySpan<double> values)
        {
            json.WriteStartArray();
            foreach (double value in values) json.WriteNumberValue(value);
            json.WriteEndArray();
        }

        public void WriteTexts(string key, IEnumerable<string> texts)
        {
            json.WriteStartArray(key);
            foreach (string text in texts) json.WriteStringValue(text);
            json.WriteEndArray();
        }
    }
}
