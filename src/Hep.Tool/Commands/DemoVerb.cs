using System.CommandLine;
using Hep.Tool.Arguments;
using Hep.Tool.Demonstration;

namespace Hep.Tool.Commands;

/// <summary><c>hep demo</c>: the whole chain on the sample data.</summary>
internal sealed class DemoVerb : Verb
{
    private readonly Option<string> _folder = new("--dir")
    {
        Description = "Where model and report go (default: hep-demo).",
        HelpName = "DIR",
        DefaultValueFactory = _ => "hep-demo",
    };
    private readonly Option<string?> _engine = new("--engine")
    {
        Description = "What trains: torchsharp (a network) or mlnet (boosted trees; default where libtorch cannot be used).",
        HelpName = "NAME",
    };
    private readonly Option<bool> _keepServing = new("--keep-serving") { Description = "Let the service answer until Ctrl-C." };

    /// <summary>The verb.</summary>
    public DemoVerb()
        : base("demo", "Run the whole chain on sample data, from ROOT files to a served model and a report, in about a minute.",
        "hep demo", "hep demo --engine mlnet", "hep demo --dir /tmp/demo --keep-serving")
    {
        Add(_folder);
        _engine.AcceptOnlyFromAmong([.. DemoData.Engines]);
        Add(_engine);
        Add(_keepServing);
    }

    /// <inheritdoc/>
    public override async Task RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        using Demo demo = new(call, call.FullPath(call.Get(_folder)!), call.Get(_engine));
        await demo.RunAsync(call.Get(_keepServing), cancellationToken);
    }
}
