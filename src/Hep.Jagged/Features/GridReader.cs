using System.Collections.Immutable;
using System.Text.Json;

namespace Hep.Jagged;

/// <summary>Reads <c>grid</c> from JSON, strictly: of a specification, and of the document of a pipeline.</summary>
internal static class GridReader
{
    /// <summary>
    /// Reads <c>{"planes": […], "channels": […], "collision": "…"}</c>; a plane's own channels and rule come before those of all.
    /// </summary>
    public static PhaseSpaceGrid Read(JsonSection section)
    {
        section.WithOnly("planes", "channels", "collision");
        ImmutableArray<GridChannel> channels = section["channels"] is { } all ? ReadChannels(all) : [GridChannel.Count];
        CollisionRule collision = section["collision"]?.Word(SpecificationWords.Collision) ?? CollisionRule.Sum;
        return ReadPlanes(section, plane => ReadPlane(plane.WithOnly(PlaneKeys), channels, collision));
    }

    /// <summary>Reads what <see cref="GridWriter"/> wrote into the document of a pipeline: each plane names its collection.</summary>
    public static (PhaseSpaceGrid Grid, ImmutableArray<string?> Collections) ReadResolved(JsonSection section)
    {
        ImmutableArray<string?>.Builder collections = ImmutableArray.CreateBuilder<string?>();
        PhaseSpaceGrid grid = ReadPlanes(section, plane =>
        {
            plane.WithOnly([.. PlaneKeys, "collection"]);
            collections.Add(plane["collection"]?.Text());
            return ReadPlane(plane, [GridChannel.Count], CollisionRule.Sum);
        });
        return (grid, collections.ToImmutable());
    }

    private static string[] PlaneKeys => ["x", "y", "x_bins", "y_bins", "wrap_x", "wrap_y", "channels", "collision"];

    private static PhaseSpaceGrid ReadPlanes(JsonSection section, Func<JsonSection, GridPlane> read)
    {
        JsonSection planes = section.Required("planes");
        ImmutableArray<GridPlane> items = planes.Items(read, PipelineLimits.Planes);
        return items.IsEmpty ? throw planes.Error("At least one plane is needed.") : new PhaseSpaceGrid(items);
    }

    private static GridPlane ReadPlane(JsonSection section, ImmutableArray<GridChannel> channels, CollisionRule collision) => new(
        ReadAxis(section.Required("x"), section.Required("x_bins"), section["wrap_x"]),
        ReadAxis(section.Required("y"), section.Required("y_bins"), section["wrap_y"]))
    {
        Channels = section["channels"] is { } own ? ReadChannels(own) : channels,
        Collision = section["collision"]?.Word(SpecificationWords.Collision) ?? collision,
    };

    private static GridAxis ReadAxis(JsonSection column, JsonSection bins, JsonSection? wrap)
    {
        string name = NamePattern.Name(column.Text());
        if (name.Length == 0) throw column.Error("A column's name is expected.");
        return ReadBins(name, bins) with { Wraps = wrap?.Truth() ?? false };
    }

    /// <summary>Three numbers are [n, low, high], others edges; three edges stand in brackets of their own.</summary>
    public static GridAxis ReadBins(string column, JsonSection section)
    {
        ImmutableArray<JsonSection> items = section.Items(static item => item, PipelineLimits.Cells + 1);
        if (items is [{ Kind: JsonValueKind.Array } inner]) return ReadEdges(column, inner);
        if (items.Length != 3) return ReadEdges(column, section);
        int count = (int)items[0].Integer(1, PipelineLimits.Cells);
        (double low, double high) = (items[1].Number(), items[2].Number());
        return GridAxis.WhyNotUniform(count, low, high) is { } why ? throw section.Error(why) : GridAxis.Uniform(column, count, low, high);
    }

    private static GridAxis ReadEdges(string column, JsonSection section)
    {
        ImmutableArray<double> edges = section.Items(static edge => edge.Number(), PipelineLimits.Cells + 1);
        return GridAxis.WhyNotEdges(edges.AsSpan()) is { } why
            ? throw section.Error($"[n, low, high] or ascending edges are expected. {why}")
            : GridAxis.Between(column, edges.AsSpan());
    }

    private static ImmutableArray<GridChannel> ReadChannels(JsonSection section)
    {
        ImmutableArray<GridChannel> channels = section.Items(ReadChannel, PipelineLimits.Channels);
        if (channels.IsEmpty) throw section.Error("At least one channel is needed.");
        if (channels.Distinct().Count() != channels.Length) throw section.Error("A channel is listed twice.");
        return channels;
    }

    private static GridChannel ReadChannel(JsonSection section)
    {
        string text = section.Text();
        try
        {
            return GridChannel.Parse(text);
        }
        catch (PipelineException e)
        {
            throw section.Error(e.Message + NearNames.Suggest(text, ["count"]));
        }
    }
}
