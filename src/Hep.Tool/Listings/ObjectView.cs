using System.Text.Json;
using Hep.Root.IO;
using Hep.Tool.Terminal;

namespace Hep.Tool.Listings;

/// <summary>An object of a file as the tool shows it: what kind of thing it is decides how it is printed and drawn.</summary>
internal abstract class ObjectView(RootObject stored)
{
    /// <summary>The object.</summary>
    public RootObject Object { get; } = stored;

    /// <summary>Why what calls itself a histogram or a graph is shown as its members alone; null where it is what it says.</summary>
    public string? WhyMembersAlone { get; private init; }

    /// <summary>The picture as SVG; null where there is nothing to draw.</summary>
    public virtual string? ToSvg() => null;

    /// <summary>The object for a page.</summary>
    public virtual string ToHtml() => Object.ToHtml();

    /// <summary>Writes it for people.</summary>
    public abstract void WriteText(Session session);

    /// <summary>Writes its members into an open JSON object.</summary>
    public abstract void WriteJson(Utf8JsonWriter json);

    /// <summary>The view of an object: a histogram whose parts do not fit is shown as a tree of members.</summary>
    public static ObjectView Of(RootObject stored)
    {
        try
        {
            if (stored.Has("fBinEntries")) return new ProfileView(RootProfile.Of(stored));
            if (stored.Has("fTotalHistogram")) return new EfficiencyView(RootEfficiency.Of(stored));
            if (stored.Has("fNpoints") && stored.Has("fX")) return new GraphView(RootGraph.Of(stored));
            if (stored.Has("fXaxis") && stored.Has("fTsumw") && stored.Has("fArray")) return new HistogramView(RootHistogram.Of(stored));
        }
        catch (RootException none)
        {
            return new MembersView(stored) { WhyMembersAlone = none.Message };   // whatever it calls itself
        }
        return new MembersView(stored);
    }
}
