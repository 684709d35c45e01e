using System.Globalization;
using System.Text.Json;
using Hep.Root.IO;
using Hep.Tool.Terminal;

namespace Hep.Tool.Listings;

/// <summary>The axes of a histogram, for people and for machines.</summary>
internal static class AxisListing
{
    /// <summary>A row an axis, with the mean and deviation along it where they are given.</summary>
    public static void Write(Session session, IReadOnlyList<RootAxis> axes, IReadOnlyList<(double Mean, double Deviation)> moments)
    {
        TextTable table = new("axis", ">bins", ">low", ">high", "width", ">mean", ">std", "title");
        for (int i = 0; i < axes.Count; i++)
        {
            RootAxis axis = axes[i];
            (string mean, string deviation) = moments.Count == 0 ? ("", "") : (Number(moments[i].Mean), Number(moments[i].Deviation));
            string width = axis.IsUniform ? Number((axis.High - axis.Low) / axis.BinCount) : "varying";
            table.Add("xyz"[i].ToString(), axis.BinCount.ToString(CultureInfo.InvariantCulture), Number(axis.Low), Number(axis.High), width,
                mean, deviation, axis.Title);
        }
        table.Write(session, session.Output);
    }

    /// <summary>The member <c>axes</c>: bins and range, edges where widths vary, title and labels where there are any.</summary>
    public static void WriteJson(Utf8JsonWriter json, IReadOnlyList<RootAxis> axes)
    {
        json.WriteStartArray("axes");
        foreach (RootAxis axis in axes)
        {
            json.WriteStartObject();
            json.WriteNumber("bins", axis.BinCount);
            MemberJson.WriteNumber(json, "low", axis.Low);
            MemberJson.WriteNumber(json, "high", axis.High);
            if (!axis.IsUniform) MemberJson.WriteNumbers(json, "edges", axis.Edges);
            if (axis.Title.Length > 0) json.WriteString("title", axis.Title);
            if (axis.Labels.Count > 0)
            {
                json.WriteStartArray("labels");
                foreach (string label in axis.Labels) json.WriteStringValue(label);
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
