using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Hep.Tool.Terminal;

/// <summary>Output for machines: one JSON object a line, written when it is whole.</summary>
internal sealed class JsonLines(Session session) : IDisposable
{
    // Names of the field hold '<', '>' and '+': readable is better, and nothing here is ever put into a page unescaped.
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = false,
    };

    private readonly ArrayBufferWriter<byte> _line = new();

    /// <summary>Writes a line whose members <paramref name="members"/> writes.</summary>
    public async Task WriteAsync(Action<Utf8JsonWriter> members, CancellationToken cancellationToken)
    {
        _line.ResetWrittenCount();
        using (Utf8JsonWriter writer = new(_line, Options))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }
        _line.Write("\n"u8);
        await session.WriteAsync(_line.WrittenMemory, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _line.Clear();

    /// <summary>A document as a member, on the same line however it was laid out.</summary>
    public static void WriteDocument(Utf8JsonWriter writer, string name, string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        writer.WritePropertyName(name);
        document.RootElement.WriteTo(writer);
    }

    /// <summary>A float64 as <c>10.0</c>, <c>2.5e-07</c>, <c>"inf"</c> or <c>"-inf"</c>, and null for what is no number.</summary>
    public static void WriteFloat(Utf8JsonWriter writer, string name, double value)
    {
        writer.WritePropertyName(name);
        WriteFloat(writer, value);
    }

    /// <summary>The same as an element of an array.</summary>
    public static void WriteFloat(Utf8JsonWriter writer, double value)
    {
        if (double.IsNaN(value)) writer.WriteNullValue();
        else if (double.IsInfinity(value)) writer.WriteStringValue(value > 0 ? "inf" : "-inf");
        else
        {
            string digits = value.ToString("R", CultureInfo.InvariantCulture);
            writer.WriteRawValue(digits.AsSpan().ContainsAny('.', 'E') ? digits : digits + ".0", skipInputValidation: true);
        }
    }
}
