using System.Text.Json.Nodes;
using Hep.Jagged;

namespace Hep.Train.Python;

/// <summary>What the arrays of a batch are, as JSON: names of cells, collections with the cells of their objects, grids.</summary>
internal static class SchemaDocument
{
    public static JsonObject Of(PaddedBatch batch) => new()
    {
        ["cells"] = new JsonArray([.. batch.Cells.Select(c => JsonValue.Create(c))]),
        ["targets"] = batch.TargetCount,
        ["collections"] = new JsonArray([.. batch.Collections.Select(c => CollectionOf(c, batch.LayoutOf(c)))]),
        ["grids"] = new JsonArray([.. batch.Grids.Select(g => new JsonObject
        {
            ["name"] = g.Name,
            ["shape"] = new JsonArray(g.Channels.Length, g.YCount, g.XCount),
            ["channels"] = new JsonArray([.. g.Channels.Select(c => JsonValue.Create(c.ToString()))]),
        })]),
    };

    private static JsonObject CollectionOf(string name, TokenLayout layout) => new()
    {
        ["name"] = name,
        ["slots"] = layout.Slots,
        ["columns"] = new JsonArray([.. layout.Columns.Select(c => JsonValue.Create(c))]),
        // for each object its numbers, in the order of the columns
        ["cells"] = new JsonArray([.. from slot in Enumerable.Range(0, layout.Slots)
                                      from block in layout.Blocks
                                      from i in Enumerable.Range(0, block.Width)
                                      select JsonValue.Create(block.First + slot * block.Width + i)]),
    };
}
