using System.Text.Json;
using Hep.Inference.Server.Http;
using Hep.Inference.Server.Repository;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Protocols.OpenInference;

/// <summary>
/// <c>POST /v2/repository/models/{m}/load</c> and <c>/unload</c> of Triton's repository extension. What is unloaded answers nobody until it
/// is loaded again, or the service starts anew.
/// </summary>
internal sealed class RepositoryControl(ModelRepository repository)
{
    private const long MostBytes = 64 << 10;

    public async Task LoadAsync(HttpContext context)
    {
        await CheckBodyAsync(context).ConfigureAwait(false);
        await LoadAsync(context.RouteText("name"), context.RequestAborted).ConfigureAwait(false);
        await Answer.EmptyAsync(context).ConfigureAwait(false);
    }

    public async Task UnloadAsync(HttpContext context)
    {
        await CheckBodyAsync(context).ConfigureAwait(false);
        Unload(context.RouteText("name"));
        await Answer.EmptyAsync(context).ConfigureAwait(false);
    }

    /// <summary>All versions may answer again, and the default one is loaded when this returns.</summary>
    /// <exception cref="InferenceException">There is no such model, or it cannot be loaded.</exception>
    public async Task LoadAsync(string? name, CancellationToken cancellationToken)
    {
        ServedModel model = repository.Snapshot.Find(name);
        foreach (ServedVersion version in model.Versions) version.Admit();
        using PredictorLease lease = await model.Default.AcquireAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>No version answers any more; requests under way are still served.</summary>
    /// <exception cref="InferenceException">There is no such model.</exception>
    public void Unload(string? name)
    {
        foreach (ServedVersion version in repository.Snapshot.Find(name).Versions) version.Withdraw();
    }

    /// <summary>Refuses parameters that would bring a model or a configuration along: both come by an upload.</summary>
    /// <exception cref="InferenceException">The parameter is one of them.</exception>
    public static void CheckParameter(string name)
    {
        if (name == "config" || name.StartsWith("file:", StringComparison.Ordinal))
            throw new InferenceException(InferenceFailure.InvalidRequest,
                $"The parameter '{name}' is not served: a model comes by POST /v2/repository/models/NAME/versions.");
    }

    private static async Task CheckBodyAsync(HttpContext context)
    {
        using PooledBuffer body = await RequestBody.ReadAsync(context, MostBytes).ConfigureAwait(false);
        if (body.Length > 0) JsonBody.Parse(body.Written.Span, Check);
    }

    private static bool Check(ref Utf8JsonReader reader)
    {
        JsonBody.ExpectObject(ref reader, "The body");
        while (JsonBody.MoveToProperty(ref reader, out string name))
        {
            if (name != "parameters")
            {
                reader.Skip();
                continue;
            }
            JsonBody.ExpectObject(ref reader, "'parameters'");
            while (JsonBody.MoveToProperty(ref reader, out string parameter))
            {
                CheckParameter(parameter);
                reader.Skip();
            }
        }
        return true;
    }
}
