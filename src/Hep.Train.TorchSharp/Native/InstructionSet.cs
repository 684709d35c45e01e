using System.Runtime.InteropServices;

namespace Hep.Train.TorchSharp;

/// <summary>
/// Up to which instructions oneDNN, which libtorch convolves with, makes code for this processor. On a virtual machine with AVX-512
/// (EPYC with <c>avx512_vp2intersect</c>), two threads and TorchSharp 0.107, 54 of 320 trainings of four small networks with convolutions
/// and GELU ended in NaN, of equal seeds and data; up to AVX2 one of 320, and of 40 with one thread none. Why is not known.
/// </summary>
internal static partial class InstructionSet
{
    private const string Variable = "DNNL_MAX_CPU_ISA";

    /// <summary>Leaves AVX-512 out, unless the environment says otherwise. Before oneDNN computes first, which reads it once.</summary>
    public static void Bound()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not null) return;
        Environment.SetEnvironmentVariable(Variable, "AVX2");
        if (!OperatingSystem.IsWindows()) SetVariable(Variable, "AVX2", overwrite: 0);   // the runtime keeps changes from native code
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
