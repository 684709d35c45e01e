using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>Which objects [n, m] exist, in the forms that pooling and attention take.</summary>
internal sealed class ObjectMask
{
    private const float Far = -1e30f, Unseen = -1e9f;

    /// <param name="mask">[n, m] of 0 and 1.</param>
    public ObjectMask(Tensor mask)
    {
        long n = mask.shape[0], m = mask.shape[1];
        Column = mask.unsqueeze(2);
        Absent = empty(n, m, 1);
        Unattended = empty(n, 1, 1, m);
        Exists = empty(n, 1);
        InverseCount = empty(n, 1);
        Fill(Floats(mask), (int)m, Floats(Absent), Floats(Unattended), Floats(Exists), Floats(InverseCount));
    }

    /// <summary>[n, m, 1]: 1 where an object exists.</summary>
    public Tensor Column { get; }

    /// <summary>[n, m, 1]: far below all values where no object exists, else 0.</summary>
    public Tensor Absent { get; }

    /// <summary>[n, 1, 1, m]: what attention adds to the agreement with an object, so that one that does not exist is passed by.</summary>
    public Tensor Unattended { get; }

    /// <summary>[n, 1]: 1 where an entry has an object.</summary>
    public Tensor Exists { get; }

    /// <summary>[n, 1]: one over the number of objects, at least 1.</summary>
    public Tensor InverseCount { get; }

    private static void Fill(ReadOnlySpan<float> mask, int slots, Span<float> absent, Span<float> unattended, Span<float> exists,
        Span<float> inverseCount)
    {
        for (int entry = 0; entry < exists.Length; entry++)
        {
            int count = 0;
            for (int i = entry * slots; i < (entry + 1) * slots; i++)
            {
                bool isThere = mask[i] > 0;
                if (isThere) count++;
                (absent[i], unattended[i]) = isThere ? (0, 0) : (Far, Unseen);
            }
            (exists[entry], inverseCount[entry]) = (Math.Min(count, 1), 1f / Math.Max(count, 1));
        }
    }

    private static Span<float> Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);
}
