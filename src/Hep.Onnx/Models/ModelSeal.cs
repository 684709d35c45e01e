namespace Hep.Onnx;

/// <summary>Whether a model is what was sealed: <see cref="OnnxModel.Verify"/>.</summary>
public enum ModelSeal
{
    /// <summary>The model was never sealed, or the seal was taken out.</summary>
    Absent,
    /// <summary>Graph, weights, pipeline and card are those that were sealed.</summary>
    Holds,
    /// <summary>One of them was changed since.</summary>
    Broken,
}
