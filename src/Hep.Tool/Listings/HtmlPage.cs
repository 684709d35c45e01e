using System.Net;
using Hep.Tool.Terminal;

namespace Hep.Tool.Listings;

/// <summary>A page that needs nothing else, around a piece of HTML.</summary>
internal static class HtmlPage
{
    /// <summary>Whether a file by that name is to be a page, not a picture.</summary>
    public static bool IsPage(string name) => name.EndsWith(".html", StringComparison.OrdinalIgnoreCase);

    /// <summary>Refuses a name that promises another kind of file than a picture or a page.</summary>
    public static void CheckName(string name)
    {
        if (!IsPage(name) && !name.EndsWith(".svg", StringComparison.OrdinalIgnoreCase) && !OutputFile.IsStream(name))
            throw ToolException.Usage($"'{name}' ends in neither .svg, a picture, nor .html, a page; - is standard output.");
    }

    /// <summary>The page.</summary>
    public static string Of(string title, string body) =>
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">"
        + $"<title>{WebUtility.HtmlEncode(title)}</title></head><body>{body}</body></html>\n";
}
