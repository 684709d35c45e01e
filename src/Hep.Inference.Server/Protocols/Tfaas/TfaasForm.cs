using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Hep.Inference.Server.Protocols.Tfaas;

/// <summary>Reads the parts of a multipart form, in memory, the body's length being bounded.</summary>
internal static class TfaasForm
{
    private const int MostParts = 32;
    private const int MostBoundary = 128;
    private const string ModelPart = "model";

    public static bool IsIn(HttpRequest request) =>
        request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>The form of an upload: field <c>name</c>, files <c>params</c>, <c>model</c>, <c>labels</c>.</summary>
    /// <param name="request">Tells the boundary.</param>
    /// <param name="body">The body.</param>
    /// <param name="isModelBase64">
    /// Whether the part <c>model</c> is base64: what the Python client means by <c>Content-Encoding: base64</c>.
    /// </param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<TfaasParts> ReadUploadAsync(
        HttpRequest request, Stream body, bool isModelBase64, CancellationToken cancellationToken)
    {
        Dictionary<string, byte[]> files = new(StringComparer.Ordinal);
        byte[]? model = null;
        string name = "";
        foreach ((string part, string fileName, byte[] content) in await ReadAsync(request, body, cancellationToken).ConfigureAwait(false))
        {
            if (part == "name") name = System.Text.Encoding.UTF8.GetString(content);
            else if (part == "params") files[TfaasParts.ParametersFile] = content;
            else if (part == ModelPart) model = isModelBase64 ? FromBase64(content) : content;
            else if (fileName.Length > 0) files[fileName] = content;
        }
        return new TfaasParts(name, files, model);
    }

    /// <summary>The form's field <c>model</c>; empty without one.</summary>
    public static async Task<string> ReadModelNameAsync(HttpRequest request, Stream body, CancellationToken cancellationToken)
    {
        foreach ((string part, _, byte[] content) in await ReadAsync(request, body, cancellationToken).ConfigureAwait(false))
            if (part == ModelPart) return System.Text.Encoding.UTF8.GetString(content);
        return "";
    }

    /// <summary>All parts, in their order.</summary>
    /// <exception cref="InferenceException">The form is broken.</exception>
    public static async Task<List<(string Part, string FileName, byte[] Content)>> ReadAsync(
        HttpRequest request, Stream body, CancellationToken cancellationToken)
    {
        string boundary = MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)
            ? HeaderUtilities.RemoveQuotes(type.Boundary).ToString()
            : "";
        if (boundary.Length is 0 or > MostBoundary) throw TfaasParts.Refuse("The form's Content-Type has no usable boundary.");
        List<(string, string, byte[])> parts = [];
        try
        {
            MultipartReader reader = new(boundary, body);
            while (await reader.ReadNextSectionAsync(cancellationToken).ConfigureAwait(false) is { } section)
            {
                if (parts.Count == MostParts) throw TfaasParts.Refuse($"The form has more than {MostParts} parts.");
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out ContentDispositionHeaderValue? disposition))
                    throw TfaasParts.Refuse("A part of the form has no Content-Disposition.");
                using MemoryStream content = new();
                await section.Body.CopyToAsync(content, cancellationToken).ConfigureAwait(false);
                parts.Add((HeaderUtilities.RemoveQuotes(disposition.Name).ToString(),
                    HeaderUtilities.RemoveQuotes(disposition.FileName).ToString(), content.ToArray()));
            }
        }
        catch (Exception e) when (e is InvalidDataException || (e is IOException and not BadHttpRequestException))
        {
            throw new InferenceException(InferenceFailure.InvalidRequest, $"The form is broken: {e.Message}", e);
        }
        return parts;
    }

    private static byte[] FromBase64(byte[] text)
    {
        try
        {
            return Convert.FromBase64String(System.Text.Encoding.ASCII.GetString(text));
        }
        catch (FormatException e)
        {
            throw new InferenceException(InferenceFailure.InvalidRequest,
                "The part 'model' is not the base64 that the Content-Encoding promises.", e);
        }
    }
}
