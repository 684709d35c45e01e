using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Hep.Jagged;

/// <summary>Writes a report of cuts as JSON.</summary>
internal static class CutFlowJson
{
    // Cuts hold < and &; where they go into a page, it is the page's to escape them.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(CutFlow flow)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, Options))
        {
            json.WriteStartObject();
            if (flow.Weight is { } weight)
            {
                json.WriteString("weight", weight.Text);
                json.WriteNumber("nan", flow.NaNCount);
            }
            WriteCount(json, "all", flow.All);
            json.WriteStartArray("cuts");
            foreach (CutFlowStep step in flow.Steps)
            {
                json.WriteStartObject();
                json.WriteString("name", step.Cut.Name);
                json.WriteString("cut", step.Cut.Cut.Text);
                WriteCount(json, "alone", step.Alone);
                WriteCount(json, "passed", step.Passed);
                WriteNumber(json, "relative", step.RelativeEfficiency);
                WriteNumber(json, "absolute", step.AbsoluteEfficiency);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteCount(Utf8JsonWriter json, string name, CutCount count)
    {
        json.WriteStartObject(name);
        json.WriteNumber("entries", count.Entries);
        WriteNumber(json, "weights", count.Weights);
        WriteNumber(json, "squared_weights", count.SquaredWeights);
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double number)
    {
        if (double.IsFinite(number)) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }
}
