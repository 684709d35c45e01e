namespace Hep.Tool.Terminal;

/// <summary>The work failed for a reason that the message explains: what, where, what to do.</summary>
internal sealed class ToolException : Exception
{
    /// <summary>A failure with its explanation.</summary>
    public ToolException(string message) : base(message) { }

    /// <summary>A failure with its explanation and cause.</summary>
    public ToolException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Whether the words of the command line are at fault, whatever files and services there are: exit code 2.</summary>
    public bool IsUsage { get; private init; }

    /// <summary>A command line that cannot be meant.</summary>
    public static ToolException Usage(string message) => new(message) { IsUsage = true };

    /// <summary>Something that the command line describes and this release does not do yet.</summary>
    public static ToolException Later(string what) => new($"{what} comes in a later release.");
}
