using Hep.Inference.Client;
using Hep.Tool.Terminal;

namespace Hep.Tool.Serving;

/// <summary>Connects to a service as a command line names it, with the token that belongs to it.</summary>
internal static class ServiceClient
{
    /// <summary>The service of this machine.</summary>
    public const string DefaultUrl = "http://127.0.0.1:8500";

    private const string TokenVariable = "HEP_TOKEN";

    /// <summary>A client; the token comes from <c>HEP_TOKEN</c>, or for a service of this machine from the file that it keeps.</summary>
    /// <exception cref="ToolException">The address is none.</exception>
    public static InferenceClient Connect(string url)
    {
        Uri address = ParseUrl(url);
        string? token = Environment.GetEnvironmentVariable(TokenVariable);
        InferenceClientOptions options =
            InferenceClientOptions.Default with { Token = string.IsNullOrWhiteSpace(token) ? null : token.Trim() };
        return InferenceClient.Connect(address, options.WithTokenOfThisMachine(address));
    }

    /// <summary>Whether a text is meant as the address of a service.</summary>
    public static bool IsUrl(string text) =>
        text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <summary>The address that a text gives.</summary>
    /// <exception cref="ToolException">It gives none.</exception>
    public static Uri ParseUrl(string text) =>
        IsUrl(text) && Uri.TryCreate(text, UriKind.Absolute, out Uri? address)
            ? address
            : throw ToolException.Usage($"'{text}' is no address of a service: {DefaultUrl} is one.");
}
