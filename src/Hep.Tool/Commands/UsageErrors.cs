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

    /// <summary>Whether an argument took what looks like an option, which nobody means.</summary>
    public static bool HasOptionAmongArguments(ParseResult parsed) => OptionsAmongArguments(parsed).Any();

    private static IEnumerable<string> Lines(ParseResult parsed, Command command)
    {
        if (parsed.Tokens.Count == 0) return ["a verb is expected."];
        // An unknown option takes no value, so that what follows it is reported too: the option is the mistake.
        string? unknown = OptionsAmongArguments(parsed).Concat(parsed.UnmatchedTokens.OrderByDescending(t => t.StartsWith('-')))
            .FirstOrDefault();
        List<string> lines = [];
        if (unknown is not null) lines.Add(Unknown(unknown, command));
        lines.AddRange(parsed.Errors.Where(e => unknown is null || e.SymbolResult is OptionResult)
            .Select(e => string.Join(' ', e.Message.Split(['\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries))));
        return lines.Distinct();
    }

    // Where an argument takes any number of words the parser gives it unknown options too. '-' alone is standard output.
    private static IEnumerable<string> OptionsAmongArguments(ParseResult parsed) =>
        parsed.Tokens.Any(t => t.Type == TokenType.DoubleDash) ? []
        : parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(a => a.Tokens).Select(t => t.Value)
            .Where(v => v.Length > 1 && v[0] == '-');

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
