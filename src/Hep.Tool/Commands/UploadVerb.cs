using System.CommandLine;
using Hep.Inference;
using Hep.Inference.Client;
using Hep.Tool.Arguments;
using Hep.Tool.Serving;
using Hep.Tool.Terminal;

namespace Hep.Tool.Commands;

/// <summary><c>hep upload MODEL.onnx</c>: a further version of a model.</summary>
internal sealed class UploadVerb : Verb
{
    private readonly Argument<string> _model = new("model") { Description = "An ONNX file." };
    private readonly Option<string> _to = new("--to")
    {
        Description = $"The service (default: {ServiceClient.DefaultUrl}).",
        HelpName = "URL",
        DefaultValueFactory = _ => ServiceClient.DefaultUrl,
    };
    private readonly Option<string?> _name = new("--name")
    {
        Description = "The model's name (default: that of the file).",
        HelpName = "NAME",
    };
    private readonly Option<string[]> _tags = new("--tag") { Description = "A word to mark the version with.", HelpName = "TAG" };
    private readonly Option<string[]> _labels = new("--label") { Description = "A key with its value.", HelpName = "K=V" };
    private readonly Option<string[]> _aliases = new("--alias")
    {
        Description = "An alias that is to point at the version.",
        HelpName = "NAME",
    };
    private readonly Option<string> _description = new("--description")
    {
        Description = "What the version is, in words.",
        HelpName = "TEXT",
        DefaultValueFactory = _ => "",
    };

    /// <summary>The verb.</summary>
    public UploadVerb() : base("upload", "Add a version of a model to a service.",
        "hep upload model.onnx --to http://127.0.0.1:8500 --name cms.higgs",
        "hep upload model.onnx --name cms.higgs --tag production --label campaign=2024")
    {
        Add(_model);
        Add(_to);
        Add(_name);
        Add(_tags);
        Add(_labels);
        Add(_aliases);
        Add(_description);
    }

    /// <inheritdoc/>
    public override async Task RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        UploadNotes notes = new()
        {
            Tags = call.Get(_tags) ?? [],
            Labels = LabelArguments.Parse(call.Get(_labels) ?? []),
            Aliases = call.Get(_aliases) ?? [],
            Description = call.Get(_description)!,
        };
        using InferenceClient client = ServiceClient.Connect(call.Get(_to)!);
        string path = call.FullPath(call.Get(_model));
        if (!File.Exists(path)) throw new ToolException($"There is no model '{path}'.");
        await using FileStream model = File.OpenRead(path);
        using ProgressLine progress = call.Progress("upload", "bytes", model.Length);
        ModelVersion version = await UploadAsync(client, call.Get(_name) ?? Path.GetFileNameWithoutExtension(path), model,
            notes, call.Get(_to)!, progress, cancellationToken);
        call.Print($"{version.Name} version {version.Version} {version.Digest}");
        if (version.AlreadyThere) call.Say($"The service had this file already, as version {version.Version} of '{version.Name}'.");
    }

    private static async Task<ModelVersion> UploadAsync(
        InferenceClient client, string name, FileStream model, UploadNotes notes, string to, ProgressLine progress,
        CancellationToken cancellationToken)
    {
        try
        {
            return await client.UploadAsync(name, model, notes, progress, cancellationToken);
        }
        catch (InferenceException failure) when (failure.Failure is not InferenceFailure.Unavailable)
        {
            throw new ToolException($"'{model.Name}' was not taken by {to}: {failure.Message}", failure);
        }
    }
}
