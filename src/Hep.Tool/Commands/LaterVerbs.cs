using Hep.Tool.Arguments;

namespace Hep.Tool.Commands;

/// <summary>Verbs that are decided and come in later releases: typing one says so by name.</summary>
internal static class LaterVerbs
{
    private static readonly string[] Names = ["watch"];

    /// <summary>The later verb that a command line asks for; null where it asks for none.</summary>
    public static string? Find(IReadOnlyList<string> arguments)
    {
        for (int i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] is GlobalOptions.ThreadsName or GlobalOptions.MemoryName) i++;   // its value is no verb
            else if (!arguments[i].StartsWith('-'))
                return Names.Contains(arguments[i], StringComparer.Ordinal) ? $"hep {arguments[i]}" : null;
        }
        return null;
    }
}
