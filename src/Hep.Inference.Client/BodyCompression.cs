namespace Hep.Inference.Client;

/// <summary>
/// Which bodies are packed by gzip. Floating-point numbers hardly become smaller: it pays for JSON, for integers and zeros, on slow lines.
/// </summary>
public enum BodyCompression
{
    /// <summary>None.</summary>
    None,
    /// <summary>Answers, where the server packs them.</summary>
    Answers,
    /// <summary>Requests of a kilobyte or more, and answers.</summary>
    Both,
}
