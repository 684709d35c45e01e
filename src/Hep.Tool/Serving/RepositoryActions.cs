using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hep.Inference;
using Hep.Inference.Client;
using Hep.Tool.Arguments;
using Hep.Tool.Bundles;
using Hep.Tool.Terminal;

namespace Hep.Tool.Serving;

/// <summary>What <c>hep models</c> does to a repository, by the word that begins its line.</summary>
/// <param name="client">The service.</param>
/// <param name="call">Where results go.</param>
/// <param name="alias">The alias that is meant; null: the default version.</param>
/// <param name="now">Whether a deletion is for good.</param>
/// <param name="force">Whether an export replaces what stands in its place.</param>
internal sealed class RepositoryActions(InferenceClient client, Invocation call, string? alias, bool now, bool force)
{
    private const int EventsShown = 50, MostShown = 60;

    private static readonly (string Name, string Arguments, int Least, int Most)[] Actions =
    [
        ("tag", "NAME VERSION TAG…", 3, int.MaxValue), ("untag", "NAME VERSION TAG…", 3, int.MaxValue),
        ("promote", "NAME VERSION|ALIAS|latest|tag:TAG", 2, 2), ("rollback", "NAME", 1, 1),
        ("canary", "NAME VERSION PERCENT [KEY=VALUE…], or NAME end", 2, int.MaxValue),
        ("delete", "NAME [VERSION]", 1, 2), ("undelete", "NAME [VERSION]", 1, 2), ("history", "[NAME]", 0, 1),
        ("execution", "NAME [KEY=VALUE…]", 1, int.MaxValue), ("compare", "NAME VERSION VERSION", 3, 3),
        ("export", "NAME VERSION FILE.tar", 3, 3), ("import", "FILE.tar [NAME]", 1, 2),
    ];

    /// <summary>The lines that there are.</summary>
    public static IEnumerable<string> Usages => Actions.Select(a => $"{a.Name} {a.Arguments}");

    /// <summary>Does what the words say; false where they begin with no action.</summary>
    /// <exception cref="ToolException">The words behind an action are not those that it takes.</exception>
    public async Task<bool> TryRunAsync(IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        (string action, string arguments, int least, int most) = Actions.FirstOrDefault(a => words.Count > 0 && a.Name == words[0]);
        if (action is null) return false;
        int count = words.Count - 1;
        if (count < least || count > most) throw ToolException.Usage($"hep models {action} takes {arguments}.");
        string name = count > 0 ? words[1] : "";
        await (action switch
        {
            "tag" => TagAsync(name, await VersionAsync(2), words.Skip(3), isSet: true, cancellationToken),
            "untag" => TagAsync(name, await VersionAsync(2), words.Skip(3), isSet: false, cancellationToken),
            "promote" => PromoteAsync(name, words[2], cancellationToken),
            "rollback" => RollBackAsync(name, cancellationToken),
            "canary" => TryCandidateAsync(name, [.. words.Skip(2)], cancellationToken),
            "delete" => DeleteAsync(name, count == 2 ? NumberOf(words[2]) : null, cancellationToken),
            "execution" => SetExecutionAsync(name, words.Skip(2), cancellationToken),
            "compare" => CompareAsync(name, await VersionAsync(2), await VersionAsync(3), cancellationToken),
            "export" => ExportAsync(name, await VersionAsync(2), words[3], cancellationToken),
            "import" => ImportAsync(name, count == 2 ? words[2] : null, cancellationToken),
            "undelete" => UndeleteAsync(name, count == 2 ? NumberOf(words[2]) : null, cancellationToken),
            _ => ShowHistoryAsync(count == 1 ? name : null, cancellationToken),
        });
        return true;

        Task<int> VersionAsync(int word) => FindVersionAsync(name, words[word], cancellationToken);
    }

    private async Task TagAsync(string name, int version, IEnumerable<string> tags, bool isSet, CancellationToken cancellationToken)
    {
        RepositoryModel model = await client.ChangeVersionAsync(name, version,
            new() { Tags = tags.Distinct(StringComparer.Ordinal).ToDictionary(t => t, _ => isSet) }, cancellationToken);
        string there = string.Join(", ", model.Versions.First(v => v.Version == version).Tags);
        call.Print($"{name} version {version}: {(there.Length > 0 ? there : "no tags")}");
    }

    private async Task PromoteAsync(string name, string to, CancellationToken cancellationToken)
    {
        bool isPolicy = to == "latest" || to.StartsWith("tag:", StringComparison.Ordinal);
        ModelChange change = alias is null
            ? new() { DefaultPolicy = isPolicy ? to : $"{await FindVersionAsync(name, to, cancellationToken)}" }
            : new() { Aliases = new Dictionary<string, int?> { [alias] = await FindVersionAsync(name, to, cancellationToken) } };
        Tell(await client.ChangeModelAsync(name, change, cancellationToken));
    }

    /// <summary>What is said takes the place of all that was said before; nothing: as the service has it.</summary>
    private async Task SetExecutionAsync(string name, IEnumerable<string> settings, CancellationToken cancellationToken)
    {
        string execution = SettingsOf(settings, "workers=2").ToJsonString();
        RepositoryModel model = await client.ChangeModelAsync(
            name, new() { Execution = ModelExecution.FromJson(execution) }, cancellationToken);
        call.Print($"{name} is run with {model.Execution.ToJson()}, and else as the service runs every model");
    }

    /// <summary>A version gets a share of the requests that name none, until that is ended, or it is promoted, or worse.</summary>
    private async Task TryCandidateAsync(string name, string[] words, CancellationToken cancellationToken)
    {
        ModelCanary canary = ModelCanary.None;
        if (words is [var version, var percent, .. var settings])
        {
            JsonObject trial = SettingsOf(settings, "minimum_requests=500");
            trial["version"] = await FindVersionAsync(name, version, cancellationToken);
            trial["percent"] = double.TryParse(percent.TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out double share)
                && share > 0
                    ? share
                    : throw ToolException.Usage($"'{percent}' is no share of requests in percent, such as 5.");
            canary = ModelCanary.FromJson(trial.ToJsonString());
        }
        else if (words is not ["end"])
        {
            throw ToolException.Usage("hep models canary takes NAME VERSION PERCENT [KEY=VALUE…], or NAME end.");
        }
        RepositoryModel model = await client.ChangeModelAsync(name, new() { Canary = canary }, cancellationToken);
        if (model.Canary is not { } tried) call.Print($"{name}: version {model.DefaultVersion} answers");
        else
            call.Print($"{name}: version {tried.Version} answers {tried.Percent} % of what names none, {model.DefaultVersion} the rest");
    }

    /// <summary>Settings as JSON, numbers as such.</summary>
    private static JsonObject SettingsOf(IEnumerable<string> settings, string example)
    {
        JsonObject document = [];
        foreach (string setting in settings)
        {
            if (setting.Split('=', 2) is not [var key, var value])
                throw ToolException.Usage($"'{setting}' is no KEY=VALUE, such as {example}.");
            bool isNumber = double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number);
            document[key] = isNumber && double.IsFinite(number) ? number : value;
        }
        return document;
    }

    private async Task RollBackAsync(string name, CancellationToken cancellationToken) =>
        Tell(await client.RollBackAsync(name, alias, cancellationToken));

    private async Task DeleteAsync(string name, int? version, CancellationToken cancellationToken)
    {
        await client.DeleteAsync(name, version, now, cancellationToken);
        call.Print($"{name}{(version is null ? "" : $" version {version}")} deleted");
        if (!now) call.Say($"hep models undelete {name}{(version is null ? "" : $" {version}")} brings it back, for a while.");
    }

    private async Task UndeleteAsync(string name, int? version, CancellationToken cancellationToken)
    {
        RepositoryModel model = await client.UndeleteAsync(name, version, cancellationToken);
        call.Print($"{name}: {string.Join(", ", model.Versions.Select(v => v.Version))}, of which {model.DefaultVersion} answers");
    }

    private async Task ShowHistoryAsync(string? name, CancellationToken cancellationToken)
    {
        RepositoryHistory history = await client.GetHistoryAsync(name, EventsShown, cancellationToken: cancellationToken);
        TextTable table = new("when", "who", "from", "what", "model", ">version", "detail");
        foreach (RepositoryEvent each in history.Events)
            table.Add(each.Time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), each.Actor, each.Address, each.Action,
                each.Model,
                each.Version?.ToString(CultureInfo.InvariantCulture) ?? "", each.Detail);
        table.Write(call.Session, call.Session.Output);
    }

    private async Task CompareAsync(string name, int first, int second, CancellationToken cancellationToken)
    {
        VersionComparison comparison = await client.CompareAsync(name, first, second, cancellationToken);
        TextTable table = new("what", $"version {first}", $"version {second}");
        foreach (VersionDifference difference in comparison.Differences)
            table.Add(difference.What, Shorten(difference.Values[0]), Shorten(difference.Values[1]));
        table.Write(call.Session, call.Session.Output);
        if (comparison.LeftOut > 0) call.Say($"{comparison.LeftOut} more differences are not shown.");
        if (comparison.NotCompared is { } why) call.Say($"Not compared: {why}");
    }

    private async Task ExportAsync(string name, int version, string file, CancellationToken cancellationToken)
    {
        await using OutputFile output = OutputFile.Create(call.Session, file, force);
        ModelVersion exported = await BundleExport.WriteAsync(client, name, version, output.Stream, cancellationToken);
        await output.CompleteAsync(cancellationToken);
        call.Say($"{exported.Name} version {exported.Version} {exported.Digest}");
    }

    private async Task ImportAsync(string file, string? name, CancellationToken cancellationToken)
    {
        using ModelBundle bundle = await ModelBundle.ReadAsync(call.FullPath(file), cancellationToken);
        await using FileStream model = bundle.OpenModel();
        ModelVersion version = await client.UploadAsync(name ?? bundle.Manifest.Name, model, bundle.Notes, null, cancellationToken);
        call.Print($"{version.Name} version {version.Version} {version.Digest}");
    }

    private static string Shorten(JsonElement value)
    {
        string text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Null => "",
            _ => value.GetRawText(),
        };
        return text.Length <= MostShown ? text : $"{text[..MostShown]}…";
    }

    private void Tell(RepositoryModel model)
    {
        if (alias is null) call.Print($"{model.Name}: version {model.DefaultVersion} answers ({model.DefaultPolicy})");
        else call.Print($"{model.Name}: {alias} is version {model.Aliases[alias]}");
    }

    // What is deleted is named by its number alone: an alias may have come to mean another version meanwhile.
    private static int NumberOf(string text) =>
        TryReadNumber(text, out int version) ? version : throw ToolException.Usage($"'{text}' is not the number of a version.");

    private static bool TryReadNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;

    /// <summary>A version by its number; by an alias or as the latest where the model has it so now.</summary>
    private async Task<int> FindVersionAsync(string name, string text, CancellationToken cancellationToken)
    {
        if (TryReadNumber(text, out int number)) return number;
        RepositoryModel model = await client.GetModelAsync(name, cancellationToken);
        return text == "latest" ? model.Versions[^1].Version
            : model.Aliases.TryGetValue(text, out int pointed) ? pointed
            : throw new ToolException($"'{name}' has no version '{text}': a number, an alias or latest names one.");
    }
}
