using System.Collections.Immutable;
using System.Text.Json;

namespace Hep.Jagged;

/// <summary>A pipeline as JSON: the recipe, with the cells of its columns and collections. What is read is not believed.</summary>
internal static class PipelineDocument
{
    private const string Format = "hep.pipeline/1";

    public static string Write(PipelineDefinition definition) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("format", Format);
        RecipeDocument.Write(json, definition.Recipe,
            i => WriteCollection(json, definition.Collections[i]),
            i => WriteColumn(json, definition.Columns[i], definition.Recipe.Columns[i]));
        json.WritePadding("padding", definition.Padding);
        json.WriteNanPolicy("nan", definition.Nan);
        json.WriteEndObject();
    });

    public static PipelineDefinition Read(string text) => JsonSection.Parse(text, "", root =>
    {
        root.WithOnly(["format", "padding", "nan", "grid", .. RecipeDocument.Keys]);
        root.Required("format").Word([(Format, 1)]);
        FeatureRecipe recipe = RecipeDocument.Read(root);
        ImmutableArray<CollectionCells> collections = root.Required("collections").Items(ReadCollection);
        RefuseOtherSlots(root.Required("collections"), recipe, collections);
        return new PipelineDefinition
        {
            Recipe = recipe,
            Collections = collections,
            Columns = root.Required("columns").Items(ReadColumn),
            Padding = root["padding"] is { } padding ? FeatureSpecificationReader.ReadPadding(padding) : 0,
            Nan = root["nan"] is { } nan ? FeatureSpecificationReader.ReadNan(nan) : NanPolicy.Mask,
        };
    });

    private static void WriteCollection(Utf8JsonWriter json, CollectionCells cells)
    {
        json.WriteNumber("slots", cells.Slots);
        json.WriteString("overflow", SpecificationWords.Of(SpecificationWords.Overflow, cells.Overflow));
        json.WriteString("pad_mode", SpecificationWords.Of(SpecificationWords.PadModes, cells.PadMode));
    }

    private static CollectionCells ReadCollection(JsonSection section)
    {
        section.WithOnly(["slots", "overflow", "pad_mode", .. RecipeDocument.CollectionKeys]);
        return new CollectionCells(
            (int)section.Required("slots").Integer(0, PipelineLimits.Cells),
            section.Required("overflow").Word(SpecificationWords.Overflow),
            section.Required("pad_mode").Word(SpecificationWords.PadModes));
    }

    private static void WriteColumn(Utf8JsonWriter json, ColumnCells cells, RecipeColumn column)
    {
        if (column.Shape.Levels == FeatureLevels.ListsOfLists) json.WriteNumber("inner_slots", cells.InnerSlots);
        if (cells.Categories is { } table)
        {
            json.WritePropertyName("categories");
            json.WriteNumbersValue(table.Values.AsSpan());
            json.WriteString("encode", SpecificationWords.Of(SpecificationWords.Encoding, table.Encoding));
            return;
        }
        if (cells.IsUnknown) json.WriteBoolean("unknown", true);
        ValueTransform transform = cells.Transform;
        if (transform.Clip is { } clip)
        {
            json.WritePropertyName("clip");
            json.WriteNumbersValue([clip.Low, clip.High]);
        }
        if (transform.Scaling == ScalingKind.None) return;
        json.WriteString("scaling", SpecificationWords.Of(SpecificationWords.Scaling, transform.Scaling));
        if (transform.Constant is { } constant) json.WriteNumber("constant", constant);
        else
        {
            json.WriteNumber("subtract", transform.Subtract);
            json.WriteNumber("divide", transform.Divide);
        }
    }

    private static ColumnCells ReadColumn(JsonSection section)
    {
        section.WithOnly(["inner_slots", "categories", "encode", "unknown", "clip", "scaling", "constant", "subtract", "divide",
            .. RecipeDocument.ColumnKeys]);
        int innerSlots = section["inner_slots"] is { } inner ? (int)inner.Integer(0, PipelineLimits.Cells) : 1;
        if (section["categories"] is { } categories)
        {
            ImmutableArray<double> values = FeatureSpecificationReader.ReadCategoryValues(categories);
            return new ColumnCells(new ValueTransform())
            {
                Categories = new CategoryTable(values, section.Required("encode").Word(SpecificationWords.Encoding)),
                InnerSlots = innerSlots,
            };
        }
        return new ColumnCells(ReadTransform(section)) { InnerSlots = innerSlots, IsUnknown = section["unknown"]?.Truth() ?? false };
    }

    private static ValueTransform ReadTransform(JsonSection section)
    {
        ValueTransform unscaled = new() { Clip = section["clip"] is { } clip ? FeatureSpecificationReader.ReadClip(clip) : null };
        if (section["scaling"]?.Word(SpecificationWords.Scaling) is not { } scaling || scaling == ScalingKind.None) return unscaled;
        if (section["constant"] is { } constant) return unscaled with { Scaling = scaling, Constant = constant.Number() };
        double divide = section.Required("divide").Number();
        if (divide <= 0) throw section.Required("divide").Error("A scale is greater than 0.");
        return unscaled with { Scaling = scaling, Subtract = section.Required("subtract").Number(), Divide = divide };
    }

    private static void RefuseOtherSlots(JsonSection section, FeatureRecipe recipe, ImmutableArray<CollectionCells> collections)
    {
        foreach (RecipeColumn column in recipe.Columns)
            if (column.Shape.FixedLists > 0 && collections[column.Collection].Slots != column.Shape.FixedLists)
                throw section.Error(
                    $"'{column.Schema}' has {column.Shape.FixedLists} lists in every entry, not {collections[column.Collection].Slots}.");
    }
}
