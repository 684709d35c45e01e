using CsCheck;

namespace Hep.Jagged.Tests.Columns;

/// <summary>Memory between two uses: large enough, used again, and not kept for ever.</summary>
[NonParallelizable]
public sealed class BlockPoolTests
{
    [Test]
    public void A_block_holds_what_was_asked_for_and_a_quarter_more_at_most() => Gen.Int[0, 1 << 22].Sample(length =>
        Fits<byte>(length) && Fits<short>(length) && Fits<float>(length) && Fits<double>(length), iter: 3000);

    [Test]
    public void As_many_blocks_wait_as_were_in_use_together()
    {
        SharedMemory<float>[] first = Rent(300), second = [];
        HashSet<object> arrays = [.. first.Select(Array)];
        foreach (SharedMemory<float> memory in first) memory.Dispose();

        second = Rent(300);

        Assert.That(second.Count(m => arrays.Contains(Array(m))), Is.EqualTo(300));
        foreach (SharedMemory<float> memory in second) memory.Dispose();
    }

    [Test]
    public void Memory_that_nobody_wants_is_given_up_after_two_collections()
    {
        WeakReference given = Leave();
        for (int i = 0; i < 10 && given.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.That(given.IsAlive, Is.False);
    }

    private static bool Fits<T>(int length) where T : unmanaged
    {
        MemoryBlock<T> block = BlockPool<T>.Rent(length);
        int found = block.Array.Length;
        block.Release();
        return found >= length && (found <= length * 1.26 || length * System.Runtime.CompilerServices.Unsafe.SizeOf<T>() < 256);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference Leave()
    {
        using SharedMemory<double> memory = SharedMemory<double>.Rent(77_777);
        return new WeakReference(Array(memory));
    }

    private static SharedMemory<float>[] Rent(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => SharedMemory<float>.Rent(5000))];

    private static object Array<T>(SharedMemory<T> memory) where T : unmanaged =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray<T>(memory.Memory, out ArraySegment<T> array) ? array.Array! : memory;
}
