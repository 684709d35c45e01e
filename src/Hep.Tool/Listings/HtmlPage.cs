using System.Net;

namespace Hep.Tool.Listings;

/// <summary>A page that needs nothing else, around a piece of HTML.</summary>
internal static class HtmlPage
{
    /// <summary>Whether a file by that name is to be a page, not a picture.</summary>
    public static bool IsPage(string name) => name.EndsWith(".html", StringComparison.OrdinalIgnoreCase);

    /// <summary>The page.</summary>
    public static string Of(string title, string body) =>
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">"
        + $"<title>{WebUtility.HtmlEncode(title)}</title></head><body>{body}</body></html>\n";
}
