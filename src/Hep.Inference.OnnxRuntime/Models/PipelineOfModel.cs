using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Inference.OnnxRuntime;

/// <summary>What a model's metadata say of the way from raw events to its inputs, and of its origin. The weights are not kept.</summary>
internal sealed record PipelineOfModel(FeaturePipeline? Pipeline, ModelCard? Card)
{
    /// <exception cref="InferenceException">
    /// The bytes are no ONNX model, go beyond a limit, point at other files, ask for operators that are not run, or the pipeline does not
    /// parse.
    /// </exception>
    public static PipelineOfModel Read(ReadOnlyMemory<byte> bytes, OnnxReadLimits limits)
    {
        try
        {
            OnnxModel model = OnnxModel.Load(bytes, limits);
            model.CheckOperators();
            FeaturePipeline? pipeline = model.Metadata.TryGetValue(OnnxModel.PipelineKey, out string? json)
                ? FeaturePipeline.FromJson(json)
                : null;
            return new PipelineOfModel(pipeline, model.Card);
        }
        catch (OnnxException e)
        {
            throw new InferenceException(InferenceFailure.InvalidModel, e.Message, e);
        }
        catch (PipelineException e)
        {
            throw new InferenceException(InferenceFailure.InvalidModel,
                $"The model's pipeline (metadata '{OnnxModel.PipelineKey}') cannot be used: {e.Message}", e);
        }
    }
}
