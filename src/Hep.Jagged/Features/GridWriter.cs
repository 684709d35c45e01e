using System.Text.Json;

namespace Hep.Jagged;

/// <summary>Writes planes as the JSON that <see cref="GridReader"/> takes; what has its default is left out.</summary>
internal static class GridWriter
{
    /// <summary>Writes the key <c>planes</c>; the callback adds to the object of the plane with that index.</summary>
    public static void WritePlanes(Utf8JsonWriter json, PhaseSpaceGrid grid, Action<int>? writePlane = null)
    {
        json.WriteStartArray("planes");
        for (int i = 0; i < grid.Planes.Length; i++)
        {
            GridPlane plane = grid.Planes[i];
            json.WriteStartObject();
            json.WriteString("x", plane.X.Column);
            json.WriteString("y", plane.Y.Column);
            WriteBins(json, "x_bins", plane.X);
            WriteBins(json, "y_bins", plane.Y);
            if (plane.X.Wraps) json.WriteBoolean("wrap_x", true);
            if (plane.Y.Wraps) json.WriteBoolean("wrap_y", true);
            json.WriteTexts("channels", plane.Channels.Select(c => c.ToString()));
            if (plane.Collision != CollisionRule.Sum)
                json.WriteString("collision", SpecificationWords.Of(SpecificationWords.Collision, plane.Collision));
            writePlane?.Invoke(i);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>Writes the bins of an axis.</summary>
    public static void WriteBins(Utf8JsonWriter json, string key, GridAxis axis)
    {
        json.WritePropertyName(key);
        if (axis.IsUniform)
        {
            json.WriteNumbersValue([axis.Count, axis.Low, axis.High]);
            return;
        }
        bool isAmbiguous = axis.Count == 2;   // three numbers are [n, low, high]
        if (isAmbiguous) json.WriteStartArray();
        json.WriteNumbersValue(axis.GetEdges());
        if (isAmbiguous) json.WriteEndArray();
    }
}
