using System.CommandLine;
using System.CommandLine.Parsing;
using Hep.Jagged;

namespace Hep.Tool.Commands;

/// <summary>What is wrong with a command line, for the person who typed it: the option by name, and near names.</summary>
internal static class UsageErrors
{
    /// <summary>Writes a line an error, and where help is.</summary>
    public static void Write(ParseResult parsed, TextWriter error)
    {
        Command command = parsed.CommandResult.Command;
        string path = CommandPath(command);
        foreach (string line in Lines(parsed, command)) error.WriteLine($"{path}: {line}");
        error.WriteLine($"See '{path} --help'.");
    }

    private static IEnumerable<string> Lines(ParseResult parsed, Command command)
    {
        if (parsed.Tokens.Count == 0) return ["a verb is expected."];
        // An unknown option also eats no value, so what follows it is reported too: the first unmatched token is the mistake.
        string? unknown = parsed.UnmatchedTokens.OrderByDescending(t => t.StartsWith('-')).FirstOrDefault();
        List<string> lines = [];
        if (unknown is not null) lines.Add(Unknown(unknown, command));
        lines.AddRange(parsed.Errors.Where(e => unknown is null || e.SymbolResult is OptionResult).Select(e => string.Join(' ', e.Message.Split(['\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries))));
        return lines.Distinct();
    }

    private static string Unknown(string token, Command command)
    {
        if (token.StartsWith('-'))
        {
            string name = token.Split('=', 2)[0];
            return $"there is no option '{name}'.{NearNames.Suggest(name, Options(command).SelectMany(o => o.Aliases.Prepend(o.Name)))}";
        }
        if (command.Subcommands.Count == 0) return $"'{token}' is one argument too many.";
        return $"there is no verb '{token}'.{NearNames.Suggest(token, command.Subcommands.Select(c => c.Name))}";
    }

    private static IEnumerable<Option> Options(Command command)
    {
        IEnumerable<Option> own = command.Options;
        foreach (Command parent in command.Parents.OfType<Command>()) own = own.Concat(Options(parent).Where(o => o.Recursive));
        return own.Where(o => !o.Hidden);
    }

    internal static string CommandPath(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{CommandPath(parent)} {command.Name}" : "hep";
}
