using System.Web;

namespace Hep.Inference.Server.Repository;

/// <summary>A bucket, or what begins with a prefix in it: <c>s3://bucket/prefix?endpoint=https://s3.example.org&amp;region=…</c>.</summary>
/// <param name="Bucket">Its name.</param>
/// <param name="Prefix">Before each key, with a slash at its end; empty: none.</param>
/// <param name="Endpoint">The service that has it; null: Amazon's own.</param>
/// <param name="Region">Where it is; null: as the environment says, or with an endpoint <c>us-east-1</c>.</param>
internal sealed record BlobAddress(string Bucket, string Prefix, string? Endpoint, string? Region)
{
    /// <exception cref="InvalidDataException">The text is no such address.</exception>
    public static BlobAddress Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? address) || address.Scheme != "s3" || address.Host.Length == 0
            || address.UserInfo.Length > 0)
            throw Refuse();
        System.Collections.Specialized.NameValueCollection query = HttpUtility.ParseQueryString(address.Query);
        if (query.AllKeys.FirstOrDefault(k => k is not ("endpoint" or "region")) is { } unknown)
            throw new InvalidDataException($"The store of model files has no setting '{unknown}': it has endpoint and region.");
        if (query["endpoint"] is { } endpoint
            && !(Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? service) && service.Scheme is "http" or "https"))
            throw Refuse();
        string prefix = Uri.UnescapeDataString(address.AbsolutePath).Trim('/');
        return new BlobAddress(address.Host, prefix.Length == 0 ? "" : $"{prefix}/", query["endpoint"], query["region"]);
    }

    private static InvalidDataException Refuse() => new(
        "The store of model files is named by s3://BUCKET/PREFIX, or s3://BUCKET/PREFIX?endpoint=https://s3.example.org; keys of access "
            + "come from the environment or files, as for every program of AWS.");
}
