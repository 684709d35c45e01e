namespace Hep.Inference.Client;

/// <summary>How tensors travel over HTTP.</summary>
public enum TensorFormat
{
    /// <summary>Binary where the server says that it takes it (<c>binary_tensor_data</c> at <c>/v2</c>), else JSON.</summary>
    Automatic,
    /// <summary>Binary; KServe's servers take it from version 0.14 on, and do not say so.</summary>
    Binary,
    /// <summary>JSON, which carries neither FP16 nor BF16.</summary>
    Json,
}
