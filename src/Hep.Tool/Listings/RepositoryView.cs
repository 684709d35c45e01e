using System.Globalization;
using System.Text.Json;
using Hep.Inference;
using Hep.Root.IO;
using Hep.Tool.Terminal;

namespace Hep.Tool.Listings;

/// <summary>Models of a service with their versions, the newest first, or those that a search found, in its order.</summary>
internal sealed class RepositoryView
{
    private const int DigestShown = 19;   // sha256: and 12 digits tell versions apart

    private readonly IReadOnlyList<RepositoryModel> _models;
    private readonly List<(RepositoryModel Model, ModelVersion Version)> _rows;

    /// <summary>All of these.</summary>
    public RepositoryView(IReadOnlyList<RepositoryModel> models)
    {
        _models = models;
        _rows = [.. models.SelectMany(m => m.Versions.Reverse().Select(v => (m, v)))];
    }

    private RepositoryView(IReadOnlyList<RepositoryModel> models, List<(RepositoryModel Model, ModelVersion Version)> rows)
    {
        _models = models;
        _rows = rows;
    }

    /// <summary>Of these the versions that were found; models are in the order of their first.</summary>
    public RepositoryView Only(IReadOnlyList<ModelVersion> found)
    {
        Dictionary<string, RepositoryModel> models = _models.ToDictionary(m => m.Name, StringComparer.Ordinal);
        List<(RepositoryModel Model, ModelVersion Version)> rows =
            [.. found.Where(v => models.ContainsKey(v.Name)).Select(v => (models[v.Name], v))];   // else deleted since
        return new RepositoryView(
            [.. rows.GroupBy(r => r.Model).Select(g => g.Key with { Versions = [.. g.Select(r => r.Version).OrderBy(v => v.Version)] })],
                rows);
    }

    /// <summary>Writes a table for people.</summary>
    public void WriteText(Session session)
    {
        TextTable table = new("model", ">version", "added", ">size", "notes", "metrics", "digest");
        foreach ((RepositoryModel model, ModelVersion version) in _rows)
            table.Add(model.Name,
                version.Version.ToString(CultureInfo.InvariantCulture) + (version.Version == model.DefaultVersion ? " *" : "  "),
                version.Created.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), ByteCount.Format(version.Bytes),
                string.Join(' ', [.. version.Aliases.Select(a => $"@{a}"), .. version.Tags, .. version.Labels.Select(l =>
                    $"{l.Key}={l.Value}")]),
                string.Join(' ', version.Metrics.Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.Key} {m.Value:0.####}"))),
                version.Digest[..Math.Min(DigestShown, version.Digest.Length)]);
        table.Write(session, session.Output);
    }

    /// <summary>Writes the members of one JSON object.</summary>
    public void WriteJson(Utf8JsonWriter row)
    {
        row.WriteStartArray("models");
        foreach (RepositoryModel model in _models) row.WriteRawValue(model.ToJson(), skipInputValidation: true);
        row.WriteEndArray();
    }
}
