using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Hep.Tool.Commands;

/// <summary>The usual help, and below it command lines that work.</summary>
internal sealed class HelpWithExamples : SynchronousCommandLineAction
{
    private static readonly string[] RootExamples = ["hep demo", "hep ls file.root", "hep train config.json -o model.onnx"];

    private readonly HelpAction _help;

    private HelpWithExamples(HelpAction help) => _help = help;

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <summary>Puts the examples below the help of a command line.</summary>
    public static void AddTo(RootCommand root)
    {
        HelpOption option = root.Options.OfType<HelpOption>().First();
        option.Action = new HelpWithExamples((HelpAction)option.Action!);
    }

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        InvocationConfiguration configuration = parseResult.InvocationConfiguration;
        TextWriter output = configuration.Output;
        using StringWriter help = new();
        configuration.Output = help;
        int code = _help.Invoke(parseResult);
        configuration.Output = output;
        // whatever program hosts us
        output.Write(help.ToString().Replace($"  {RootCommand.ExecutableName} ", "  hep ", StringComparison.Ordinal));
        IReadOnlyList<string> examples = parseResult.CommandResult.Command is Verb verb ? verb.Examples : RootExamples;
        output.WriteLine(examples.Count == 1 ? "Example:" : "Examples:");
        foreach (string example in examples) output.WriteLine($"  {example}");
        output.WriteLine();
        return code;
    }
}
