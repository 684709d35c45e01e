using System.Text;
using Hep.Testing;
using Hep.Tool.Terminal;

namespace Hep.Tool.Tests;

/// <summary>A command line run in this process: what it printed, and its exit code.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error, byte[] OutputBytes)
{
    /// <summary>Runs <c>hep</c> with these words, in the root of the repository unless told otherwise.</summary>
    public static async Task<ToolRun> OfAsync(
        IReadOnlyList<string> arguments, string? folder = null, CancellationToken cancellationToken = default)
    {
        using MemoryStream output = new(), error = new();
        int code;
        await using (Session session = new(output, error, folder ?? TestData.Repository))
            code = await Program.RunAsync(arguments, session, cancellationToken);
        return new ToolRun(code, Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray()), output.ToArray());
    }

    /// <summary>The same, from one line; words are separated by spaces.</summary>
    public static Task<ToolRun> OfAsync(string line, string? folder = null) =>
        OfAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), folder);

    /// <summary>The lines of standard output.</summary>
    public IReadOnlyList<string> Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Fails the test unless the run was good.</summary>
    public ToolRun Succeeded()
    {
        Assert.That(ExitCode, Is.Zero, Error);
        return this;
    }
}
