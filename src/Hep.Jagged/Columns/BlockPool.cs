using System.Numerics;
using System.Runtime.CompilerServices;

namespace Hep.Jagged;

/// <summary>
/// The memory of columns between two uses. A batch gives back hundreds of blocks of one size at once: the pools of the class library keep
/// some thirty of a size and leave the rest to the garbage collector, batch after batch. Here as many wait as were in use together, all
/// together below a bound, and a full collection takes those that nobody wanted since the one before.
/// </summary>
internal static class BlockPool<T> where T : unmanaged
{
    // Below this, arrays are cheaper to make than to keep. Four sizes lie between two powers of two, so that a fifth at most is waste.
    private const int SmallestBytes = 256, SizesToDouble = 4;

    private static readonly BlockStack<T>[] Stacks = MakeStacks();
    private static readonly T[] Nothing = [];

    /// <summary>A block of <paramref name="length"/> elements or more; their content is not defined.</summary>
    public static MemoryBlock<T> Rent(int length)
    {
        if (ClassOf(length) is not { } size || size >= Stacks.Length)
            return new MemoryBlock<T>(length == 0 ? Nothing : GC.AllocateUninitializedArray<T>(length));
        return Stacks[size].TryPop() ?? new MemoryBlock<T>(GC.AllocateUninitializedArray<T>(LengthOf(size)));
    }

    /// <summary>Takes a block back that was rented.</summary>
    public static void Return(MemoryBlock<T> block)
    {
        if (ClassOf(block.Array.Length) is { } size && size < Stacks.Length && LengthOf(size) == block.Array.Length)
            Stacks[size].Push(block);
    }

    // The smallest class whose blocks hold so many elements; null for few.
    private static int? ClassOf(int length)
    {
        long bytes = (long)length * Unsafe.SizeOf<T>();
        if (bytes < SmallestBytes) return null;
        long steps = (bytes - 1) / (SmallestBytes / SizesToDouble);            // in quarters of the smallest size; at least three
        int doublings = BitOperations.Log2((ulong)steps) - BitOperations.Log2(SizesToDouble);
        if (doublings < 0) return 0;
        return doublings * SizesToDouble + (int)(steps >> doublings) - SizesToDouble + 1;
    }

    private static int LengthOf(int size)
    {
        long bytes = (long)(SizesToDouble + size % SizesToDouble) * (SmallestBytes / SizesToDouble) << (size / SizesToDouble);
        return (int)(bytes / Unsafe.SizeOf<T>());
    }

    private static BlockStack<T>[] MakeStacks()
    {
        BlockStack<T>[] stacks = new BlockStack<T>[SizesToDouble * 22];         // up to a gigabyte
        for (int size = 0; size < stacks.Length; size++) stacks[size] = new BlockStack<T>((long)LengthOf(size) * Unsafe.SizeOf<T>());
        return stacks;
    }
}
