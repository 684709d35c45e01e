using System.CommandLine;
using Hep.Tool.Arguments;
using Hep.Tool.Terminal;

namespace Hep.Tool.Commands;

/// <summary>The whole command line: finds the verb, runs it, and turns what happens into messages and an exit code.</summary>
internal sealed class CommandLine
{
    private const int Done = 0, Failed = 1, WrongUsage = 2;

    private readonly Session _session;
    private readonly GlobalOptions _options = new();
    private readonly RootCommand _root = new("Read, transform, train and serve on ROOT files.");

    /// <summary>The command line of one session.</summary>
    public CommandLine(Session session)
    {
        _session = session;
        _options.AddTo(_root);
        _root.Options.Remove(_root.Options.First(o => o is VersionOption));   // it tells the version of whatever program hosts us
        _root.Add(new Option<bool>("--version") { Description = "The version of hep.", Action = new ShowVersion() });
        foreach (Verb verb in VerbTable.Create())
        {
            verb.SetAction((arguments, cancellationToken) => RunAsync(verb, arguments, cancellationToken));
            _root.Add(verb);
        }
        HelpWithExamples.AddTo(_root);
    }

    /// <summary>The verb of a command line, behind options that every verb has; null: it has none.</summary>
    public static string? VerbOf(IReadOnlyList<string> arguments)
    {
        if (arguments is [var first, ..] && !first.StartsWith('-')) return first;   // nearly always, without a parser
        RootCommand root = new();
        new GlobalOptions().AddTo(root);
        return Parse(root, arguments).UnmatchedTokens is [var verb, ..] ? verb : null;
    }

    /// <summary>Runs one command line.</summary>
    /// <returns>0 done, 1 the work failed, 2 wrong usage, 130 stopped.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        try
        {
            int code = await InvokeAsync(arguments, cancellationToken);
            await _session.FlushAsync();
            return code;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return StopSignals.ExitCode;
        }
        catch (Exception failure)
        {
            // The last stop of every failure: whatever it is, a person gets a message and a script its code.
            await _session.TryFlushAsync();
            _session.Error.WriteLine(TableLayout.Clean($"hep: {FailureText.Of(failure, _session.Debug)}"));
            return failure is ToolException { IsUsage: true } ? WrongUsage : Failed;
        }
        finally
        {
            await _session.TryFlushAsync();
        }
    }

    private async Task RunAsync(Verb verb, ParseResult arguments, CancellationToken cancellationToken)
    {
        _session.BlockCache = _options.BlockCache(arguments, _session);
        Invocation call = new(arguments, _options, _session);
        await verb.RunAsync(call, cancellationToken);
        if (_session.BlockCache is { } cache && cache.BytesFromCache + cache.BytesFromNetwork > 0)
            call.Say($"hep: {cache.BytesFromCache} bytes from '{cache.Folder}', {cache.BytesFromNetwork} from servers");
    }

    private async Task<int> InvokeAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (LaterVerbs.Find(arguments) is { } later) throw ToolException.Later(later);
        ParseResult parsed = Parse(_root, arguments);
        if ((parsed.Errors.Count > 0 || UsageErrors.HasOptionAmongArguments(parsed)) && parsed.Action is not { ClearsParseErrors: true })
        {
            UsageErrors.Write(parsed, _session.Error);
            return WrongUsage;
        }
        InvocationConfiguration configuration = new()
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,   // signals are ours: see StopSignals
            Output = _session.Output,
            Error = _session.Error,
        };
        await parsed.InvokeAsync(configuration, cancellationToken);
        return Done;
    }

    // '@' is ours: lists of files
    private static ParseResult Parse(RootCommand root, IReadOnlyList<string> arguments) =>
        root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
}
