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
    private readonly Option<string[]> _tags = new("--tag") { Description = "A tag (comes in a later release).", HelpName = "TAG" };
    private readonly Option<string[]> _labels = new("--label") { Description = "A label (comes in a later release).", HelpName = "K=V" };

    /// <summary>The verb.</summary>
    public UploadVerb() : base("upload", "Add a version of a model to a service.",
        "hep upload model.onnx --to http://127.0.0.1:8500 --name higgs")
    {
        Add(_model);
        Add(_to);
        Add(_name);
        Add(_tags);
        Add(_labels);
    }

    /// <inheritdoc/>
    public override async Task RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        if (call.Has(_tags)) throw ToolException.Later("hep upload --tag");
        if (call.Has(_labels)) throw ToolException.Later("hep upload --label");
        using InferenceClient client = ServiceClient.Connect(call.Get(_to)!);
        string path = call.FullPath(call.Get(_model));
        if (!File.Exists(path)) throw new ToolException($"There is no model '{path}'.");
        await using FileStream model = File.OpenRead(path);
        using ProgressLine progress = call.Progress("upload", "bytes", model.Length);
        ModelVersion version = await UploadAsync(client, call.Get(_name) ?? Path.GetFileNameWithoutExtension(path), model,
            call.Get(_to)!, progress, cancellationToken);
        call.Print($"{version.Name} version {version.Version} {version.Digest}");
    }

    private static async Task<ModelVersion> UploadAsync(
        InferenceClient client, string name, FileStream model, string to, ProgressLine progress, CancellationToken cancellationToken)
    {
        try
        {
            return await client.UploadAsync(name, model, progress, cancellationToken);
        }
        catch (InferenceException failure) when (failure.Failure is not InferenceFailure.Unavailable)
        {
            throw new ToolException($"'{model.Name}' was not taken by {to}: {failure.Message}", failure);
        }
    }
}
