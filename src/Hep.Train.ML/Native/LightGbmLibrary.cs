using System.Runtime.InteropServices;
using Microsoft.ML.Trainers.LightGbm;

namespace Hep.Train.ML;

/// <summary>LightGBM's native library, tried once before the first use, whose own message would be a stack of others.</summary>
internal static class LightGbmLibrary
{
    private const string Library = "lib_lightgbm";   // the name by which Microsoft.ML.LightGbm imports it

    private static readonly Lazy<string?> Reason = new(Load);

    /// <summary>Why LightGBM cannot be used here; null where it can. The first call loads it.</summary>
    public static string? WhyUnavailable => Reason.Value;

    private static string? Load()
    {
        try
        {
            NativeLibrary.Load(Library, typeof(LightGbmBinaryTrainer).Assembly, null);
            return null;
        }
        catch (Exception failure) when (failure is DllNotFoundException or BadImageFormatException)
        {
            return RuntimeInformation.ProcessArchitecture == Architecture.X64
                ? $"LightGBM could not be loaded (on Linux it needs OpenMP: apt-get install libgomp1): {failure.Message}"
                : $"LightGBM has no native library for {RuntimeInformation.RuntimeIdentifier}: it runs on x64 alone.";
        }
    }
}
