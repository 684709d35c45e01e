using Hep.Tool.Commands;
using Hep.Tool.Native;
using Hep.Tool.Terminal;

namespace Hep.Tool;

/// <summary>The entry of <c>hep</c>: a command line in, an exit code out.</summary>
internal static class Program
{
    // Read by the runtime at its first socket (dotnet/runtime, SocketAsyncEngine.Unix.cs): what comes in is taken by the thread that was
    // told of it. One hop less for each of many reads makes remote files a third faster; a service's handlers must not run there.
    private const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    private static async Task<int> Main(string[] arguments)
    {
        string? verb = CommandLine.VerbOf(arguments);
        if (verb == "serve") ServiceRuntime.Enter();
        if (verb is not ("serve" or "demo") && Environment.GetEnvironmentVariable(InlineCompletions) is null)
            Environment.SetEnvironmentVariable(InlineCompletions, "1");
        OwnOpenSsl.Load();
        await using Session session = Session.OfProcess();
        using StopSignals signals = new(session);
        return await RunAsync(arguments, session, signals.Token);
    }

    /// <summary>Runs one command line; tests call it with a session that they can read.</summary>
    internal static Task<int> RunAsync(IReadOnlyList<string> arguments, Session session, CancellationToken cancellationToken = default) =>
        new CommandLine(session).RunAsync(arguments, cancellationToken);
}
