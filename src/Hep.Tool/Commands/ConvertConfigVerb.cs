using System.CommandLine;
using Hep.Tool.Arguments;
using Hep.Tool.Configuration;
using Hep.Tool.Terminal;

namespace Hep.Tool.Commands;

/// <summary><c>hep convert-config WEAVER.yaml -o CONFIG.json</c>: weaver's data configuration as one of ours.</summary>
internal sealed class ConvertConfigVerb : Verb
{
    private const long MaxBytes = 1L << 20;

    private readonly Argument<string> _weaver = new("weaver.yaml") { Description = "A data configuration of weaver." };
    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "The configuration (default: -, standard output).",
        HelpName = "CONFIG.json",
        DefaultValueFactory = _ => "-",
    };
    private readonly Option<string[]> _files = new("--files")
    {
        Description = "The files to train on, which weaver takes on its command line: paths, globs or @list.txt.",
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<bool> _force = Force();

    /// <summary>The verb.</summary>
    public ConvertConfigVerb() : base("convert-config",
        "Convert a data configuration of weaver; what has no counterpart is listed on standard error.",
        "hep convert-config weaver.yaml -o config.json", "hep convert-config weaver.yaml --files 'train*.root' -o config.json")
    {
        Add(_weaver);
        Add(_output);
        Add(_files);
        Add(_force);
    }

    /// <inheritdoc/>
    public override async Task RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        string name = call.Get(_output)!;
        OutputFile.CheckFree(call.Session, [name], call.Get(_force));
        string path = call.FullPath(call.Get(_weaver));
        if (!File.Exists(path)) throw new ToolException($"There is no configuration file '{path}'.");
        if (new FileInfo(path).Length > MaxBytes) throw new ToolException($"'{path}' is larger than 1 MiB: that is no configuration.");

        WeaverDocument document =
            WeaverDocument.Convert(await File.ReadAllTextAsync(path, cancellationToken), path, call.Get(_files) ?? []);

        // Not progress: --quiet leaves them.
        foreach (string warning in document.Warnings)
            call.Session.Error.WriteLine(TableLayout.Clean($"hep convert-config: {warning}"));
        await OutputFile.WriteAsync(call.Session, name, call.Get(_force), document.Json, cancellationToken);
    }
}
