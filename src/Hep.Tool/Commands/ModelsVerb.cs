using System.CommandLine;
using Hep.Inference;
using Hep.Inference.Client;
using Hep.Tool.Arguments;
using Hep.Tool.Listings;
using Hep.Tool.Serving;
using Hep.Tool.Terminal;

namespace Hep.Tool.Commands;

/// <summary><c>hep models [URL] [SEARCH…]</c>: what a service has, and what is done to it.</summary>
internal sealed class ModelsVerb : Verb
{
    private readonly Argument<string[]> _words = new("words")
    {
        Description = $"The service and words to search for; or what to do: {string.Join("; ", RepositoryActions.Usages)}.",
        Arity = ArgumentArity.ZeroOrMore,
        DefaultValueFactory = _ => [],
    };
    private readonly Option<string?> _at = new("--at")
    {
        Description = $"The service (default: {ServiceClient.DefaultUrl}).",
        HelpName = "URL",
    };
    private readonly Option<string?> _namespace = new("--namespace")
    {
        Description = "Models of this namespace and those below it.",
        HelpName = "NAME",
    };
    private readonly Option<string?> _task = new("--task")
    {
        Description = "Models that predict this: binary, multiclass, ….",
        HelpName = "TASK",
    };
    private readonly Option<string?> _engine = new("--engine")
    {
        Description = "Models that this trained: torchsharp, mlnet, ….",
        HelpName = "NAME",
    };
    private readonly Option<string[]> _tags = new("--tag")
    {
        Description = "Versions with this tag.",
        HelpName = "TAG",
    };
    private readonly Option<string[]> _labels = new("--label")
    {
        Description = "Versions with this label.",
        HelpName = "K=V",
    };
    private readonly Option<string[]> _metrics = new("--metric")
    {
        Description = "Versions with this figure within a bound: 'auc>=0.9', 'loss<=0.3'.",
        HelpName = "BOUND",
    };
    private readonly Option<string?> _data = new("--data")
    {
        Description = "Versions that were trained on this file: its location or checksum.",
        HelpName = "FILE",
    };
    private readonly Option<string?> _order = new("--order")
    {
        Description = "name, created, metric:NAME or relevance; a minus in front turns it round.",
        HelpName = "ORDER",
    };
    private readonly Option<string?> _as = new("--as")
    {
        Description = "promote, rollback: the alias that is meant, not the default.",
        HelpName = "ALIAS",
    };
    private readonly Option<bool> _now = new("--now") { Description = "delete: for good, at once." };
    private readonly Option<bool> _force = Force();
    private readonly Option<bool> _json = Json();

    /// <summary>The verb.</summary>
    public ModelsVerb() : base("models", "List, search and manage the models of a service.",
        "hep models", "hep models http://127.0.0.1:8500 higgs --metric 'auc>=0.9' --json", "hep models tag cms.higgs 3 production",
        "hep models promote cms.higgs 3", "hep models rollback cms.higgs", "hep models delete cms.higgs 3",
        "hep models compare cms.higgs 3 4", "hep models export cms.higgs 3 higgs.tar",
        "hep models import higgs.tar --at http://other:8500")
    {
        Add(_words);
        Option[] options = [_at, _namespace, _task, _engine, _tags, _labels, _metrics, _data, _order, _as, _now, _force, _json];
        foreach (Option option in options) Add(option);
    }

    /// <inheritdoc/>
    public override async Task RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        List<string> words = [.. call.Get(_words)];
        string url = call.Get(_at) ?? words.Find(ServiceClient.IsUrl) ?? ServiceClient.DefaultUrl;
        words.RemoveAll(ServiceClient.IsUrl);
        using InferenceClient client = ServiceClient.Connect(url);
        RepositoryActions actions = new(client, call, call.Get(_as), call.Get(_now), call.Get(_force));
        if (await actions.TryRunAsync(words, cancellationToken)) return;
        ModelSearch? sought = Sought(call, words);
        RepositoryView view = new(await client.ListModelsAsync(cancellationToken));
        if (sought is not null) view = view.Only(await FindAsync(client, sought, cancellationToken));
        if (call.Get(_json))
        {
            using JsonLines lines = new(call.Session);
            await lines.WriteAsync(view.WriteJson, cancellationToken);
        }
        else view.WriteText(call.Session);
    }

    /// <summary>What the command line seeks; null: everything.</summary>
    private ModelSearch? Sought(Invocation call, List<string> words)
    {
        Option[] conditions = [_namespace, _task, _engine, _tags, _labels, _metrics, _data, _order];
        if (words.Count == 0 && !conditions.Any(call.Has)) return null;
        return new ModelSearch
        {
            Text = string.Join(' ', words),
            Namespace = call.Get(_namespace),
            Task = call.Get(_task),
            Engine = call.Get(_engine),
            Tags = call.Get(_tags) ?? [],
            Labels = LabelArguments.Parse(call.Get(_labels) ?? []),
            Metrics = [.. (call.Get(_metrics) ?? []).Select(ParseBound)],
            DataFile = call.Get(_data),
            Order = call.Get(_order) ?? "",
            Limit = 1000,
        };
    }

    private static async Task<List<ModelVersion>> FindAsync(InferenceClient client, ModelSearch sought, CancellationToken cancellationToken)
    {
        List<ModelVersion> found = [];
        for (ModelSearchResult? page = null; page is null || page.NextPage is not null; found.AddRange(page.Versions))
            page = await client.SearchAsync(sought with { Page = page?.NextPage }, cancellationToken);
        return found;
    }

    private static MetricBound ParseBound(string text)
    {
        try
        {
            return MetricBound.Parse(text);
        }
        catch (InferenceException failure)
        {
            throw ToolException.Usage($"--metric: {failure.Message}");
        }
    }
}
