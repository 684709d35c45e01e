using System.CommandLine;
using Hep.Onnx;
using Hep.Tool.Arguments;
using Hep.Tool.Listings;
using Hep.Tool.Models;
using Hep.Tool.Terminal;

namespace Hep.Tool.Commands;

/// <summary><c>hep inspect MODEL.onnx</c>: the model's card.</summary>
internal sealed class InspectVerb : Verb
{
    private readonly Argument<string> _model = new("model") { Description = "An ONNX file." };
    private readonly Option<bool> _json = Json();
    private readonly Option<bool> _verify = new("--verify")
    {
        Description = "Say whether graph, weights, pipeline and card are those that were written together; exit with 1 where they are not.",
    };

    /// <summary>The verb.</summary>
    public InspectVerb()
        : base("inspect", "Show what a model takes and gives, and where it comes from.", "hep inspect model.onnx",
            "hep inspect model.onnx --json", "hep inspect model.onnx --verify")
    {
        Add(_model);
        Add(_json);
        Add(_verify);
    }

    /// <inheritdoc/>
    public override async Task RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        string path = call.FullPath(call.Get(_model));
        OnnxModel model = await ModelFile.LoadAsync(path, cancellationToken);
        if (call.Get(_verify))
        {
            Verify(call, path, model);
            return;
        }
        ModelListing listing = new(path, model);
        if (call.Get(_json))
        {
            using JsonLines lines = new(call.Session);
            await lines.WriteAsync(listing.WriteJson, cancellationToken);
        }
        else listing.WriteText(call.Session);
    }

    private static void Verify(Invocation call, string path, OnnxModel model)
    {
        if (model.Verify() is not ModelSeal.Holds and var seal)
            throw new ToolException(seal == ModelSeal.Absent
                ? $"{path} has no digest: it was not written by training, or lost its metadata."
                : $"{path} was changed since it was trained: its digest does not fit graph, weights, pipeline and card.");
        call.Print($"{path}: {model.Metadata[OnnxModel.DigestKey]} fits graph, weights, pipeline and card");
    }
}
