using System.Globalization;
using System.Text.Json;
using Hep.Root.IO;
using Hep.Tool.Terminal;

namespace Hep.Tool.Listings;

/// <summary>A profile: its axes, and the means of its bins.</summary>
internal sealed class ProfileView(RootProfile profile) : ObjectView(profile.Object)
{
    /// <inheritdoc/>
    public override string ToSvg() => profile.ToSvg();

    /// <inheritdoc/>
    public override string ToHtml() => profile.ToHtml();

    /// <inheritdoc/>
    public override void WriteText(Session session)
    {
        session.WriteLine(
            string.Create(CultureInfo.InvariantCulture,
                $"{Object.ClassName} '{profile.Name}': {profile.Title}, {profile.EntryCount:G10} entries"));
        AxisListing.Write(session, profile.Axes, []);
        if (profile.Axes.Count == 1)
            BinTable.Write(session, profile.Axes[0], ("mean", profile.GetMeans()), ("error", profile.GetErrors()),
                ("entries", profile.GetEntries()));
        else TextMap.WriteAll(session, profile.Axes, (x, y) => profile.GetProjection(x, y), areSums: false);
    }

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json)
    {
        json.WriteString("class", Object.ClassName);
        json.WriteString("name", profile.Name);
        json.WriteString("title", profile.Title);
        AxisListing.WriteJson(json, profile.Axes);
        MemberJson.WriteNumbers(json, "means", profile.GetMeans());
        MemberJson.WriteNumbers(json, "errors", profile.GetErrors());
        MemberJson.WriteNumbers(json, "bin_entries", profile.GetEntries());
        MemberJson.WriteNumber(json, "entries", profile.EntryCount);
    }
}
