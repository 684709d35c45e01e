using System.Collections.Immutable;
using System.Text.Json;

namespace Hep.Jagged;

/// <summary>A column's schema as JSON: <c>{"name":"Jet_pt","type":"float32","shape":["*"],"counter":"nJet"}</c>.</summary>
internal static class ColumnSchemaJson
{
    private const int MaximumRank = 8;

    public static void Write(Utf8JsonWriter json, ColumnSchema column)
    {
        json.WriteStartObject();
        json.WriteString("name", column.Name);
        json.WriteString("type", column.Type.Name);
        if (!column.Dimensions.IsEmpty)
        {
            json.WriteStartArray("shape");
            foreach (Dimension dimension in column.Dimensions)
            {
                if (dimension.IsVariable) json.WriteStringValue("*");
                else json.WriteNumberValue(dimension.Size);
            }
            json.WriteEndArray();
        }
        if (column.Counter is { } counter) json.WriteString("counter", counter);
        json.WriteEndObject();
    }

    /// <exception cref="PipelineException">It is no schema; <see cref="PipelineException.Path"/> says where.</exception>
    public static ColumnSchema Read(JsonSection section)
    {
        section.WithOnly("name", "type", "shape", "counter");
        JsonSection name = section.Required("name");
        if (name.Text().Length == 0) throw name.Error("The text is empty: a name is expected.");
        if (!ElementTypes.TryParse(section.Required("type").Text(), out ElementType type))
            throw section.Required("type").Error("No type of a column.");
        ImmutableArray<Dimension> shape = section["shape"]?.Items(ReadDimension, MaximumRank) ?? [];
        long values = 1;
        foreach (Dimension dimension in shape)
            if (!dimension.IsVariable && (values *= dimension.Size) > PipelineLimits.Cells)
                throw section.Error($"More than {PipelineLimits.Cells} values of fixed shape.");
        return new ColumnSchema(name.Text(), type, shape.AsSpan()) { Counter = section["counter"]?.Text() };
    }

    private static Dimension ReadDimension(JsonSection section) =>
        section.Kind == JsonValueKind.String
            ? section.Word([("*", Dimension.Variable)])
            : Dimension.Fixed((int)section.Integer(1, PipelineLimits.Cells));
}
