namespace Hep.Onnx;

/// <summary>What a model says of itself besides its layers and weights.</summary>
/// <param name="Metadata">As <see cref="OnnxModel.Metadata"/>.</param>
/// <param name="Inputs">As <see cref="OnnxModel.Inputs"/>.</param>
/// <param name="Outputs">As <see cref="OnnxModel.Outputs"/>.</param>
public sealed record OnnxModelHead(
    IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<OnnxTensorInfo> Inputs, IReadOnlyList<OnnxTensorInfo> Outputs);
