using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace Hep.Inference.OnnxRuntime;

/// <summary>
/// What runs a model: the processor, or a device of CUDA. Written <c>cpu</c>, <c>cuda</c> (its device 0) or <c>cuda:1</c>.
/// </summary>
public sealed record ExecutionProvider
{
    private const string CudaName = "CUDAExecutionProvider", Cuda = "cuda";

    private ExecutionProvider(int? device) => Device = device;

    /// <summary>The processor.</summary>
    public static ExecutionProvider Cpu { get; } = new((int?)null);

    /// <summary>The number of the CUDA device; null: the processor.</summary>
    public int? Device { get; }

    /// <summary>A device of CUDA. What it cannot do runs on the processor.</summary>
    public static ExecutionProvider OnCuda(int device = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(device);
        return new(device);
    }

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <exception cref="InferenceException">The text is none.</exception>
    public static ExecutionProvider Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text == "cpu") return Cpu;
        if (text == Cuda) return OnCuda();
        if (text.StartsWith(Cuda + ":", StringComparison.Ordinal)
            && ushort.TryParse(text.AsSpan(Cuda.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort device))
            return OnCuda(device);
        throw new InferenceException(InferenceFailure.InvalidRequest,
            "An execution provider is 'cpu', 'cuda', or 'cuda:' and the number of a device.");
    }

    /// <summary>Whether this build of the runtime has it; whether the machine has the device shows when a model is loaded.</summary>
    public bool IsAvailable => Device is null || OrtEnv.Instance().GetAvailableProviders().Contains(CudaName);

    /// <inheritdoc/>
    public override string ToString() =>
        Device is { } device ? string.Create(CultureInfo.InvariantCulture, $"{Cuda}:{device}") : "cpu";

    /// <exception cref="InferenceException">The runtime was built without it.</exception>
    public void CheckAvailable()
    {
        if (IsAvailable) return;
        throw new InferenceException(InferenceFailure.InvalidRequest,
            $"The provider '{this}' is not in this build of ONNX Runtime, which has "
                + $"{string.Join(", ", OrtEnv.Instance().GetAvailableProviders())}: build the application with the package "
                + "Microsoft.ML.OnnxRuntime.Gpu in place of Microsoft.ML.OnnxRuntime, or choose 'cpu'.");
    }

    /// <exception cref="OnnxRuntimeException">There is no such device, or its libraries are missing.</exception>
    internal void AddTo(SessionOptions options)
    {
        if (Device is { } device) options.AppendExecutionProvider_CUDA(device);
    }
}
