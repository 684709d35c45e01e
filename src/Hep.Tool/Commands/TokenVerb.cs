using System.CommandLine;
using System.Globalization;
using Hep.Inference.Server;
using Hep.Tool.Arguments;
using Hep.Tool.Serving;
using Hep.Tool.Terminal;

namespace Hep.Tool.Commands;

/// <summary><c>hep token add|list|revoke</c>: who may do what with a service.</summary>
internal sealed class TokenVerb : Verb
{
    private const int MostDays = 3660;

    private readonly Argument<string[]> _words = new("words")
    {
        Description = "add NAME, list, or revoke NAME.",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<string[]> _roles = new("--role")
    {
        Description = "add: read, predict, upload or admin, each with those before it; with a namespace, there alone.",
        HelpName = "ROLE[:NAMESPACE]",
    };
    private readonly Option<int?> _days = new("--days")
    {
        Description = "add: how long the token is good (default: until it is revoked).",
        HelpName = "N",
        CustomParser = a => Values.Count(a, 1, MostDays),
    };
    private readonly Option<string?> _models = new("--models") { Description = "The folder of the model repository.", HelpName = "DIR" };
    private readonly Option<string?> _configuration = new("--config")
    {
        Description = "The service's settings, where they name another folder or file.",
        HelpName = "FILE",
    };
    private readonly Option<bool> _json = Json();

    /// <summary>The verb.</summary>
    public TokenVerb() : base("token", "Make, list and revoke the tokens of a service on this machine.",
        "hep token add ci --role upload:cms --role predict --days 90", "hep token list", "hep token revoke ci")
    {
        Add(_words);
        foreach (Option option in (Option[])[_roles, _days, _models, _configuration, _json]) Add(option);
    }

    /// <inheritdoc/>
    public override async Task RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        string path = await FileOfAsync(call, cancellationToken);
        switch (call.Get(_words))
        {
            case ["add", var name]:
                DateTimeOffset? expires = call.Get(_days) is { } days ? DateTimeOffset.UtcNow.AddDays(days) : null;
                call.Print($"{await ApiTokenFile.AddAsync(path, name, Roles(call), expires, cancellationToken)}");
                call.Say($"This is shown once: only its hash is kept, in {path}. hep token revoke {name} ends it.");
                break;
            case ["revoke", var name]:
                await ApiTokenFile.RevokeAsync(path, name, cancellationToken);
                call.Print($"{name} revoked");
                break;
            case ["list"]:
                await ListAsync(call, ApiTokenFile.Read(path), cancellationToken);
                break;
            default:
                throw ToolException.Usage($"hep token takes {_words.Description}");
        }
    }

    private AccessGrant[] Roles(Invocation call)
    {
        string[] roles = call.Get(_roles) ?? [];
        if (roles.Length == 0) throw ToolException.Usage("hep token add takes --role, such as --role predict or --role upload:cms.");
        try
        {
            return [.. roles.Select(AccessGrant.Parse)];
        }
        catch (FormatException failure)
        {
            throw ToolException.Usage($"--role: {failure.Message}");
        }
    }

    private async Task<string> FileOfAsync(Invocation call, CancellationToken cancellationToken)
    {
        ServeConfiguration configuration = call.FullPath(_configuration) is { } file
            ? await ServeConfiguration.ReadAsync(file, cancellationToken)
            : new();
        if (call.FullPath(_models) is { } models) configuration = configuration with { Models = models };
        InferenceServerOptions options = configuration.ToOptions();
        return options.ApiTokens ?? Path.Combine(options.ModelsFolder, ApiTokenFile.FileName);
    }

    private async Task ListAsync(Invocation call, IReadOnlyList<ApiToken> tokens, CancellationToken cancellationToken)
    {
        if (call.Get(_json))
        {
            using JsonLines lines = new(call.Session);
            foreach (ApiToken token in tokens)
                await lines.WriteAsync(writer =>
                {
                    writer.WriteString("name", token.Name);
                    writer.WriteStartArray("roles");
                    foreach (AccessGrant grant in token.Grants) writer.WriteStringValue(grant.ToString());
                    writer.WriteEndArray();
                    writer.WriteString("created", token.Created);
                    if (token.Expires is { } end) writer.WriteString("expires", end);
                }, cancellationToken);
            return;
        }
        TextTable table = new("name", "roles", "made", "until");
        foreach (ApiToken token in tokens)
            table.Add(token.Name, string.Join(", ", token.Grants), Day(token.Created), token.Expires is { } end ? Day(end) : "revoked");
        table.Write(call.Session, call.Session.Output);
    }

    private static string Day(DateTimeOffset time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
