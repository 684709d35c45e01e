using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Hep.Inference;
using Hep.Inference.Client;
using Hep.Root.IO;
using Hep.Tool.Arguments;
using Hep.Tool.Serving;
using Hep.Tool.Terminal;

namespace Hep.Tool.Commands;

/// <summary><c>hep models [URL] [SEARCH…]</c>: what a service has, and what is done to it.</summary>
internal sealed class ModelsVerb : Verb
{
    private static readonly string[] LaterActions = ["tag", "untag", "promote", "rollback"];
    private const string DeleteAction = "delete";

    private readonly Argument<string[]> _words = new("words")
    {
        Description = "The service and words to search for; or: delete NAME [VERSION].",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<string?> _at = new("--at")
    {
        Description = $"The service (default: {ServiceClient.DefaultUrl}).",
        HelpName = "URL",
    };
    private readonly Option<bool> _json = Json();

    /// <summary>The verb.</summary>
    public ModelsVerb() : base("models", "List, search and delete the models of a service.",
        "hep models", "hep models http://127.0.0.1:8500 higgs --json", "hep models delete higgs 3")
    {
        Add(_words);
        Add(_at);
        Add(_json);
    }

    /// <inheritdoc/>
    public override async Task RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        List<string> words = [.. call.Get(_words)];
        string url = call.Get(_at) ?? words.Find(ServiceClient.IsUrl) ?? ServiceClient.DefaultUrl;
        words.RemoveAll(ServiceClient.IsUrl);
        if (words.Count > 0 && LaterActions.Contains(words[0], StringComparer.Ordinal)) throw ToolException.Later($"hep models {words[0]}");
        using InferenceClient client = ServiceClient.Connect(url);
        if (words.Count > 0 && words[0] == DeleteAction) await DeleteAsync(call, client, words, cancellationToken);
        else await ListAsync(call, client, words, cancellationToken);
    }

    private async Task ListAsync(Invocation call, InferenceClient client, List<string> words, CancellationToken cancellationToken)
    {
        IEnumerable<RepositoryModel> models = await client.ListModelsAsync(cancellationToken);
        models = models.Where(m => words.TrueForAll(w => m.Name.Contains(w, StringComparison.OrdinalIgnoreCase)));
        if (call.Get(_json))
        {
            using JsonLines lines = new(call.Session);
            await lines.WriteAsync(row => WriteJson(row, models), cancellationToken);
            return;
        }
        TextTable table = new("model", ">version", "added", ">size", "digest");
        foreach (RepositoryModel model in models)
            foreach (ModelVersion version in model.Versions.Reverse())
                table.Add(model.Name,
                    version.Version.ToString(CultureInfo.InvariantCulture) + (version.Version == model.DefaultVersion ? " *" : "  "),
                    version.Created.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
                    ByteCount.Format(version.Bytes), version.Digest);
        table.Write(call.Session, call.Session.Output);
    }

    private static async Task DeleteAsync(Invocation call, InferenceClient client, List<string> words, CancellationToken cancellationToken)
    {
        int version = 0;
        if (words.Count is < 2 or > 3
            || (words.Count == 3 && !int.TryParse(words[2], NumberStyles.None, CultureInfo.InvariantCulture, out version)))
            throw ToolException.Usage("hep models delete NAME [VERSION] takes a name, and the number of a version.");
        await client.DeleteAsync(words[1], words.Count == 3 ? version : null, cancellationToken);
        call.Print($"{words[1]}{(words.Count == 3 ? $" version {version}" : "")} deleted");
    }

    private static void WriteJson(Utf8JsonWriter row, IEnumerable<RepositoryModel> models)
    {
        row.WriteStartArray("models");
        foreach (RepositoryModel model in models) row.WriteRawValue(model.ToJson(), skipInputValidation: true);
        row.WriteEndArray();
    }
}
