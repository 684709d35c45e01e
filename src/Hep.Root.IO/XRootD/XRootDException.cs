namespace Hep.Root.IO;

/// <summary>A request to an XRootD server that failed, for good: what could be tried again was.</summary>
public sealed class XRootDException : Exception
{
    /// <summary>Says what is wrong.</summary>
    public XRootDException(string message) : base(message) { }

    /// <summary>Says what is wrong and what revealed it.</summary>
    public XRootDException(string message, Exception? innerException) : base(message, innerException) { }

    /// <summary>What the server said; <see cref="XRootDError.None"/> where none said anything.</summary>
    public XRootDError Error { get; init; }

    /// <summary>The URL that was asked for, without secrets; null where no URL is known.</summary>
    public string? Url { get; init; }

    /// <summary>The server that failed or refused, as <c>host:port</c>; null where none was reached.</summary>
    public string? Server { get; init; }
}
