using System.Net;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Security;

/// <summary>Who asks, and what for they may ask; what the repository's history and the audit log keep of it.</summary>
/// <param name="Name">What the caller is known by.</param>
/// <param name="From">From where; null for the service itself, and where a connection has no address.</param>
/// <param name="Grants">What they may do.</param>
internal sealed record Caller(string Name, IPAddress? From, IReadOnlyList<AccessGrant> Grants)
{
    /// <summary>Everything, everywhere.</summary>
    public static readonly IReadOnlyList<AccessGrant> AllRights = [new(AccessRole.Administer)];

    /// <summary>What the service does on its own.</summary>
    public static Caller Service { get; } = new("service", From: null, AllRights);

    /// <summary>From where, as a text; empty where that is not known.</summary>
    public string Address => From?.ToString() ?? "";

    /// <summary>Whether nobody said who asks.</summary>
    public bool IsAnonymous { get; init; }

    /// <summary>Whether the caller may do it with the models of a namespace.</summary>
    public bool May(AccessRole role, string modelNamespace)
    {
        for (int i = 0; i < Grants.Count; i++)
            if (Grants[i].Covers(role, modelNamespace)) return true;
        return false;
    }

    /// <summary>Whether the caller may do it with models of every namespace.</summary>
    public bool MayEverywhere(AccessRole role) => May(role, "");

    /// <summary>Demands the right to do it with a model: in its namespace.</summary>
    /// <exception cref="InferenceException">The name is none; 401 or 403, without telling whether there is such a model.</exception>
    public void Demand(AccessRole role, string? model)
    {
        string where = ModelName.NamespaceOf(ModelName.Check(model));
        if (!May(role, where))
            throw Refuse(role, where.Length == 0 ? " with models outside of namespaces" : $" in the namespace '{where}'");
    }

    /// <summary>Demands the right to do it with models of some namespace or other, which will be known later.</summary>
    /// <exception cref="InferenceException">401 or 403.</exception>
    public void DemandSomewhere(AccessRole role)
    {
        for (int i = 0; i < Grants.Count; i++)
            if (Grants[i].Role >= role) return;
        throw Refuse(role, "");
    }

    private InferenceException Refuse(AccessRole role, string where) => IsAnonymous
        ? new InferenceException(InferenceFailure.Unauthorized,
            "This needs a token, as 'Authorization: Bearer …'. The service keeps one in a file of its user and prints where; its operator "
                + "makes others with `hep token add`.")
        : new InferenceException(InferenceFailure.Forbidden, $"'{Name}' may not {Verb(role)}{where}.");

    private static string Verb(AccessRole role) => role switch
    {
        AccessRole.Read => "read",
        AccessRole.Predict => "predict",
        AccessRole.Upload => "upload",
        _ => "administer",
    };
}

/// <summary>The caller of a request and the model of its body, which stay with it.</summary>
internal static class CallerOfRequest
{
    public static void SetCaller(this HttpContext context, Caller caller) => context.Features.Set(caller);

    /// <summary>Demands the right to do it with a model that the body names, which the audit log is told.</summary>
    /// <exception cref="InferenceException">As <see cref="Caller.Demand"/>.</exception>
    public static void Demand(this HttpContext context, AccessRole role, string? model)
    {
        context.Features.Set(new BodyModel(model));
        context.Caller().Demand(role, model);
    }

    /// <summary>The model that the body named, as it stood there; null: none.</summary>
    public static string? NamedModel(this HttpContext context) => context.Features.Get<BodyModel>()?.Name;

    public static Caller Caller(this HttpContext context) =>
        context.Features.Get<Caller>() ?? throw new InvalidOperationException("The request did not pass the gate.");

    private sealed record BodyModel(string? Name);
}
