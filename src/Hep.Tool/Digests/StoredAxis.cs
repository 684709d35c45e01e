using System.Text.Json;
using Hep.Root.IO;
using Hep.Tool.Terminal;

namespace Hep.Tool.Digests;

/// <summary>An axis as the file states it.</summary>
internal sealed record StoredAxis(int BinCount, double Low, double High, double[] Edges)
{
    /// <summary>The axis that a TAxis is.</summary>
    public static StoredAxis Of(RootObject axis) =>
        new(axis.Get<int>("fNbins"), axis.Get<double>("fXmin"), axis.Get<double>("fXmax"), axis.TryGet("fXbins", out double[]? edges)
            ? edges! : []);

    /// <summary>Bins and range.</summary>
    public void Write(Utf8JsonWriter row)
    {
        row.WriteStartArray();
        row.WriteNumberValue(BinCount);
        JsonLines.WriteFloat(row, Low);
        JsonLines.WriteFloat(row, High);
        row.WriteEndArray();
    }
}
