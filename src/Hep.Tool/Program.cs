using Hep.Tool.Commands;
using Hep.Tool.Terminal;

namespace Hep.Tool;

/// <summary>The entry of <c>hep</c>: a command line in, an exit code out.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        await using Session session = Session.OfProcess();
        using StopSignals signals = new(session);
        return await RunAsync(arguments, session, signals.Token);
    }

    /// <summary>Runs one command line; tests call it with a session that they can read.</summary>
    internal static Task<int> RunAsync(IReadOnlyList<string> arguments, Session session, CancellationToken cancellationToken = default) =>
        new CommandLine(session).RunAsync(arguments, cancellationToken);
}
