using System.Globalization;
using Hep.Inference;
using Hep.Inference.Client;
using Hep.Tool.Terminal;

namespace Hep.Tool.Serving;

/// <summary>
/// A model behind a service: <c>http://host:8500/v2/models/NAME[/versions/N]</c>, or the service alone where it has one model.
/// </summary>
/// <param name="Service">The service.</param>
/// <param name="Name">The model; null: the only one.</param>
/// <param name="Version">Its version; null: the default one.</param>
internal sealed record ModelAddress(string Service, string? Name, int? Version)
{
    private const string Marker = "/v2/models/", VersionMarker = "/versions/";

    /// <summary>Reads an address.</summary>
    /// <exception cref="ToolException">The text is none.</exception>
    public static ModelAddress Parse(string text)
    {
        string url = ServiceClient.ParseUrl(text).GetLeftPart(UriPartial.Path);
        int models = url.IndexOf(Marker, StringComparison.Ordinal);
        if (models < 0) return new ModelAddress(text, null, null);
        string service = url[..models], name = url[(models + Marker.Length)..].TrimEnd('/');
        int versions = name.IndexOf(VersionMarker, StringComparison.Ordinal);
        if (versions < 0) return new ModelAddress(service, Uri.UnescapeDataString(name), null);
        return int.TryParse(name[(versions + VersionMarker.Length)..], NumberStyles.None, CultureInfo.InvariantCulture, out int version)
            ? new ModelAddress(service, Uri.UnescapeDataString(name[..versions]), version)
            : throw ToolException.Usage($"'{text}' names no version: {Marker}NAME{VersionMarker}3 does.");
    }

    /// <summary>The model as a predictor.</summary>
    /// <param name="client">Asks the service.</param>
    /// <param name="isOneVersion">
    /// Whether all answers are to be of one version, where none is named: the one that answers by default now, whatever does later.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ToolException">No model was named, and the service has none or several.</exception>
    public async Task<IPredictor> OpenAsync(InferenceClient client, bool isOneVersion, CancellationToken cancellationToken)
    {
        string name = Name ?? await FindNameAsync(client, cancellationToken);
        int? version = Version ?? (isOneVersion ? (await client.GetModelAsync(name, cancellationToken)).DefaultVersion : null);
        return await client.GetPredictorAsync(name, version, cancellationToken);
    }

    private async Task<string> FindNameAsync(InferenceClient client, CancellationToken cancellationToken)
    {
        IReadOnlyList<RepositoryModel> models = await client.ListModelsAsync(cancellationToken);
        return models.Count == 1
            ? models[0].Name
            : throw new ToolException(models.Count == 0
                ? $"The service at {Service} has no model: hep upload adds one."
                : $"The service at {Service} has several models: name one, {Service.TrimEnd('/')}{Marker}{models[0].Name}. "
                    + $"There are {string.Join(", ", models.Select(m => m.Name))}.");
    }
}
