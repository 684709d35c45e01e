using Hep.Tool.Terminal;

namespace Hep.Tool.Arguments;

/// <summary>Labels as a command line has them, <c>K=V</c> each.</summary>
internal static class LabelArguments
{
    /// <exception cref="ToolException">One is none, or a key stands twice.</exception>
    public static Dictionary<string, string> Parse(IEnumerable<string> texts)
    {
        Dictionary<string, string> labels = new(StringComparer.Ordinal);
        foreach (string text in texts)
        {
            int at = text.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0 || !labels.TryAdd(text[..at], text[(at + 1)..]))
                throw ToolException.Usage($"--label takes KEY=VALUE, each key once: '{text}' is none.");
        }
        return labels;
    }
}
