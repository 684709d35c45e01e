using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>The devices that options name, as far as they are there.</summary>
internal static class FoundDevice
{
    private const string Instead = "Or train on the processor: \"device\": \"cpu\".";

    /// <summary>The device of these options, and the type in which it multiplies.</summary>
    /// <exception cref="TrainingException">It is not there, or has not that type; the message says what to do.</exception>
    public static (Device Device, ScalarType Products) Of(TrainingOptions options)
    {
        Device device = Named(options.Device);
        if (options.Precision == TrainingPrecision.Float32) return (device, ScalarType.Float32);
        return device.type != DeviceType.MPS ? (device, ScalarType.BFloat16)
            : throw new TrainingException("training.precision: bfloat16 is for processors and CUDA; on 'mps' take 'float32'.");
    }

    private static Device Named(string name) => name.Split(':') switch
    {
        ["auto"] => cuda.is_available() ? new Device(DeviceType.CUDA) : HasMetal ? new Device(DeviceType.MPS) : CPU,
        ["mps"] => HasMetal ? new Device(DeviceType.MPS) : throw new TrainingException("training.device: there is no 'mps' here: it is the "
            + $"GPU of a Mac with Apple silicon, and libtorch-cpu-osx-arm64 serves it. {Instead}"),
        ["cuda", .. string[] number] => Cuda(name, number is [string n] ? int.Parse(n, CultureInfo.InvariantCulture) : null),
        _ => CPU,
    };

    private static bool HasMetal => OperatingSystem.IsMacOS() && mps_is_available();

    private static Device Cuda(string name, int? index)
    {
        if (!cuda.is_available())
            throw new TrainingException($"training.device: libtorch sees no '{name}' here. Let the program reference "
                + $"libtorch-cuda-12.8-{(OperatingSystem.IsWindows() ? "win" : "linux")}-x64 in place of libtorch-cpu, and see whether "
                + $"nvidia-smi lists the GPU with a driver for CUDA 12.8. {Instead}");
        int count = cuda.device_count();
        return index is null ? new Device(DeviceType.CUDA)
            : index < count ? new Device(DeviceType.CUDA, index.Value)
            : throw new TrainingException($"training.device: there is no '{name}': {count} are there, counted from 0. {Instead}");
    }
}
