using System.CommandLine;
using Hep.Inference;
using Hep.Inference.Server;
using Hep.Tool.Arguments;
using Hep.Tool.Serving;
using Hep.Tool.Terminal;

namespace Hep.Tool.Commands;

/// <summary><c>hep migrate-repository</c>: from a folder into what services share.</summary>
internal sealed class MigrateRepositoryVerb : Verb
{
    private readonly Option<string?> _models = new("--models") { Description = "The folder of the model repository.", HelpName = "DIR" };
    private readonly RepositoryOptions _shared = new();
    private readonly Option<string?> _configuration = new("--config")
    {
        Description = "A file of settings of hep serve that names them.",
        HelpName = "FILE",
    };

    /// <summary>The verb.</summary>
    public MigrateRepositoryVerb() : base("migrate-repository",
        "Copy the repository of a folder into a database and a store of files that several services share.",
        "hep migrate-repository --models models --repository 'Host=db;Database=hep;Username=hep' --blobs s3://models/hep")
    {
        Add(_models);
        _shared.AddTo(this);
        Add(_configuration);
    }

    /// <inheritdoc/>
    public override async Task RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        ServeConfiguration configuration = call.FullPath(_configuration) is { } file
            ? await ServeConfiguration.ReadAsync(file, cancellationToken)
            : new();
        if (call.FullPath(_models) is { } models) configuration = configuration with { Models = models };
        configuration = _shared.Over(configuration, call);
        InferenceServerOptions options = configuration.ToOptions();
        if (options.Repository is null || options.Blobs is null)
            throw ToolException.Usage("hep migrate-repository takes --repository and --blobs: where the repository is to be.");
        using ProgressLine progress = new(call.Session, "migrating", "files", total: null, call.IsQuiet);
        try
        {
            int files = await RepositoryMigration.RunAsync(options, progress, cancellationToken);
            call.Print($"{files} files of models, and all that is said of them, copied to {options.Place}");
            call.Say($"{options.ModelsFolder} is as it was.");
        }
        catch (InferenceException failure) when (failure.InnerException is { } why)
        {
            throw new ToolException($"{failure.Message} ({why.Message})", failure);   // no log of a service says why
        }
        catch (InvalidDataException failure)
        {
            throw new ToolException(failure.Message, failure);
        }
    }
}
