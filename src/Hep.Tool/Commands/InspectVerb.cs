using System.CommandLine;
using Hep.Onnx;
using Hep.Tool.Arguments;
using Hep.Tool.Listings;
using Hep.Tool.Terminal;

namespace Hep.Tool.Commands;

/// <summary><c>hep inspect MODEL.onnx</c>: the model's card.</summary>
internal sealed class InspectVerb : Verb
{
    private readonly Argument<string> _model = new("model") { Description = "An ONNX file." };
    private readonly Option<bool> _json = Json();

    /// <summary>The verb.</summary>
    public InspectVerb()
        : base("inspect", "Show what a model takes and gives, and where it comes from.", "hep inspect model.onnx",
            "hep inspect model.onnx --json")
    {
        Add(_model);
        Add(_json);
    }

    /// <inheritdoc/>
    public override async Task RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        string path = call.FullPath(call.Get(_model));
        if (!File.Exists(path)) throw new ToolException($"There is no model '{path}'.");
        ModelListing listing = new(path, await LoadAsync(path, cancellationToken));
        if (call.Get(_json))
        {
            using JsonLines lines = new(call.Session);
            await lines.WriteAsync(listing.WriteJson, cancellationToken);
        }
        else listing.WriteText(call.Session);
    }

    private static async Task<OnnxModel> LoadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await OnnxModel.LoadAsync(path, cancellationToken: cancellationToken);
        }
        catch (OnnxException failure)
        {
            throw new ToolException($"{path}: {failure.Message}", failure);
        }
    }
}
