using System.Net;

namespace Hep.Root.IO;

/// <summary>A request to an HTTP server that failed, for good: what could be tried again was.</summary>
public sealed class HttpFileException : Exception
{
    /// <summary>Says what is wrong.</summary>
    public HttpFileException(string message) : base(message) { }

    /// <summary>Says what is wrong and what revealed it.</summary>
    public HttpFileException(string message, Exception? innerException) : base(message, innerException) { }

    /// <summary>What the server answered; null where it did not, or answered well and what came is wrong.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>The URL that was asked for, without secrets; null where no URL is known.</summary>
    public string? Url { get; init; }

    /// <summary>The server that failed or refused, as <c>host:port</c>; null where none was reached.</summary>
    public string? Server { get; init; }
}
