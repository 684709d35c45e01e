using System.Net;

namespace Hep.Root.IO.Http;

/// <summary>What a server refuses, in words: what it may mean, and what to do.</summary>
internal static class Refusal
{
    /// <summary>A status that is not the one that was wanted.</summary>
    public static HttpFileException Of(HttpRoute route, HttpAnswer answer) =>
        Make(route, answer, $"answers {(int)answer.Status} ({answer.Status}): {Why(route.Origin, answer)}");

    /// <summary>A page that came for a file.</summary>
    public static HttpFileException OfPage(HttpRoute route, HttpAnswer answer) =>
        Make(route, answer, "sends a page for people, not a file. Is it a directory, or does the server want one to log in?");

    private static HttpFileException Make(HttpRoute route, HttpAnswer answer, string what) =>
        new($"'{route.Origin}': {answer.Url.Server} {what}")
        {
            Url = route.Origin.ToString(),
            Server = answer.Url.Server,
            Status = answer.Status,
        };

    private static string Why(HttpUrl origin, HttpAnswer answer) => answer.Status switch
    {
        HttpStatusCode.Forbidden or HttpStatusCode.BadRequest when origin.IsSigned || answer.Url.IsSigned =>
            "the link is signed, and has probably expired. Ask for a new one.",
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden when !origin.IsPrivate =>
            "it lets nobody in who does not say who he is, and tokens are shown under TLS alone: write https:// if the server has it.",
        HttpStatusCode.Unauthorized => "it wants to know who asks: give a token (HttpFileOptions.Token) or a client certificate, "
            + "or a new one if there was one.",
        HttpStatusCode.Forbidden =>
            "who asks may not read this. Is there a token or a certificate, does its scope hold this path, has it not expired?",
        HttpStatusCode.NotFound or HttpStatusCode.Gone => "there is no such file.",
        HttpStatusCode.RequestedRangeNotSatisfiable => "the file became shorter while it was read. Open it anew.",
        HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented => "it does not do what was asked. Is this a file of it?",
        _ => "that was not expected.",
    };
}
