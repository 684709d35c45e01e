using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>Which objects [n, m] exist, in the forms that pooling and attention take.</summary>
internal sealed class ObjectMask
{
    private const float Far = -1e30f, Unseen = -1e9f;

    /// <param name="mask">[n, m] of 0 and 1, on the host.</param>
    /// <param name="device">Where the forms are wanted.</param>
    public ObjectMask(Tensor mask, TorchDevice device)
    {
        long n = mask.shape[0], m = mask.shape[1];
        Column = device.Of(mask).unsqueeze(2);
        Absent = device.Written(to => Each(mask, to, Far), n, m, 1);
        Unattended = device.Written(to => Each(mask, to, Unseen), n, 1, 1, m);
        Exists = device.Written(to => Counts(mask, to, count => Math.Min(count, 1)), n, 1);
        InverseCount = device.Written(to => Counts(mask, to, count => 1f / Math.Max(count, 1)), n, 1);
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

    /// <summary>0 where an object exists, a number where none does.</summary>
    private static void Each(Tensor mask, Span<float> to, float absent)
    {
        ReadOnlySpan<float> exists = MemoryMarshal.Cast<byte, float>(mask.bytes);
        for (int i = 0; i < to.Length; i++) to[i] = exists[i] > 0 ? 0 : absent;
    }

    /// <summary>A number for each entry, by the number of its objects.</summary>
    private static void Counts(Tensor mask, Span<float> to, Func<int, float> of)
    {
        ReadOnlySpan<float> exists = MemoryMarshal.Cast<byte, float>(mask.bytes);
        int slots = exists.Length / Math.Max(to.Length, 1);
        for (int entry = 0; entry < to.Length; entry++)
        {
            int count = 0;
            foreach (float one in exists.Slice(entry * slots, slots))
                if (one > 0) count++;
            to[entry] = of(count);
        }
    }
}
