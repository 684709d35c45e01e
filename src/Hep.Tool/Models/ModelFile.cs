using Hep.Jagged;
using Hep.Onnx;
using Hep.Tool.Terminal;

namespace Hep.Tool.Models;

/// <summary>Models as files that people name.</summary>
internal static class ModelFile
{
    /// <summary>Reads a model.</summary>
    /// <exception cref="ToolException">There is none, or it is no ONNX model.</exception>
    public static async Task<OnnxModel> LoadAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path)) throw new ToolException($"There is no model '{path}'.");
        try
        {
            return await OnnxModel.LoadAsync(path, cancellationToken: cancellationToken);
        }
        catch (OnnxException failure)
        {
            throw new ToolException($"{path}: {failure.Message}", failure);
        }
    }

    /// <summary>The pipeline that a model carries.</summary>
    /// <exception cref="ToolException">There is no such model, or it has none that can be used.</exception>
    public static async Task<FeaturePipeline> LoadPipelineAsync(string path, CancellationToken cancellationToken)
    {
        OnnxModel model = await LoadAsync(path, cancellationToken);
        if (!model.Metadata.TryGetValue(OnnxModel.PipelineKey, out string? json))
            throw new ToolException($"{path} carries no pipeline: name a model that hep train wrote.");
        try
        {
            return FeaturePipeline.FromJson(json);
        }
        catch (PipelineException failure)
        {
            throw new ToolException($"{path}: {failure.Message}", failure);
        }
    }
}
