using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hep.Jagged;

/// <summary>Runs of elements of one level, which become runs of the level below as a column's levels are walked.</summary>
internal sealed class Ranges : IDisposable
{
    private readonly int[] _starts;
    private readonly int[] _counts;
    private readonly int _length;

    private Ranges(int length)
    {
        _length = length;
        _starts = ArrayPool<int>.Shared.Rent(length);
        _counts = ArrayPool<int>.Shared.Rent(length);
    }

    /// <summary>Stands for an element that does not exist: below it lists are empty, and values are what the caller says.</summary>
    public const int Missing = -1;

    /// <summary>The number of elements in all runs.</summary>
    public int Total { get; private set; }

    /// <summary>One run of length 1 for each entry.</summary>
    public static Ranges Of(ReadOnlySpan<int> entries, int entryCount)
    {
        Ranges ranges = new(entries.Length);
        for (int i = 0; i < entries.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)entries[i], (uint)entryCount, nameof(entries));
            ranges._starts[i] = entries[i];
            ranges._counts[i] = 1;
        }
        ranges.Total = entries.Length;
        return ranges;
    }

    /// <summary>One run of length 1 for each element, which lies where it should or is <see cref="Missing"/>.</summary>
    public static Ranges OfElements(ReadOnlySpan<int> elements)
    {
        Ranges ranges = new(elements.Length) { Total = elements.Length };
        elements.CopyTo(ranges._starts);
        ranges._counts.AsSpan(0, elements.Length).Fill(1);
        return ranges;
    }

    /// <summary>The values of chosen entries, each of which has the same number of them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A place is not one of the entries.</exception>
    public static SharedMemory<T> Gather<T>(ReadOnlySpan<T> values, ReadOnlySpan<int> entries, int entryCount) where T : unmanaged
    {
        foreach (int entry in entries)
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)entry, (uint)entryCount, nameof(entries));
        int stride = entryCount == 0 ? 0 : values.Length / entryCount;
        SharedMemory<T> gathered = SharedMemory<T>.Rent(checked(entries.Length * stride));
        Span<T> to = gathered.Span;
        if (stride == 1)
            for (int i = 0; i < entries.Length; i++) to[i] = values[entries[i]];
        else
            for (int i = 0; i < entries.Length; i++) values.Slice(entries[i] * stride, stride).CopyTo(to[(i * stride)..]);
        return gathered;
    }

    /// <summary>Steps below a level of <paramref name="size"/> elements in each parent.</summary>
    public void Descend(int size)
    {
        for (int i = 0; i < _length; i++)
        {
            if (_starts[i] != Missing) _starts[i] *= size;
            _counts[i] *= size;
        }
        Total = checked(Total * size);
    }

    /// <summary>Steps below a variable level.</summary>
    public void Descend(ReadOnlySpan<int> offsets)
    {
        int total = 0;
        for (int i = 0; i < _length; i++)
        {
            bool isMissing = _starts[i] == Missing;
            int start = isMissing ? 0 : offsets[_starts[i]];
            int count = isMissing ? 0 : offsets[_starts[i] + _counts[i]] - start;
            (_starts[i], _counts[i]) = (start, count);
            total = checked(total + count);
        }
        Total = total;
    }

    /// <summary>The offsets of the chosen parents: the lengths of each, summed up anew.</summary>
    public SharedMemory<int> GatherOffsets(ReadOnlySpan<int> offsets)
    {
        SharedMemory<int> gathered = SharedMemory<int>.Rent(Total + 1);
        Span<int> to = gathered.Span;
        int next = 0, sum = 0;
        to[next++] = 0;
        for (int i = 0; i < _length; i++)
            for (int parent = _starts[i]; parent < _starts[i] + _counts[i]; parent++)
            {
                if (_starts[i] != Missing) sum = checked(sum + offsets[parent + 1] - offsets[parent]);
                to[next++] = sum;
            }
        return gathered;
    }

    /// <summary>Copies the elements of all runs, one run after the other; those of a missing run are <paramref name="missing"/>.</summary>
    public void Gather<T>(ReadOnlySpan<T> from, Span<T> to, T missing = default!) where T : unmanaged
    {
        // Elements that one copy of a vector moves, wanted or not; none where they do not fill it.
        int wide = Vector256<byte>.Count % Unsafe.SizeOf<T>() == 0 ? Vector256<byte>.Count / Unsafe.SizeOf<T>() : -1;
        int lastFrom = from.Length - wide, lastTo = to.Length - wide, at = 0;
        for (int i = 0; i < _length; i++)
        {
            (int start, int count) = (_starts[i], _counts[i]);
            // What is copied too much lies inside both, and what comes next is written over it.
            if (count <= wide && (uint)start <= lastFrom && at <= lastTo) CopyVector(from, start, to, at);
            else if (start == Missing) to.Slice(at, count).Fill(missing);
            else from.Slice(start, count).CopyTo(to[at..]);
            at += count;
        }
    }

    // Both have 32 bytes there: the caller looked.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyVector<T>(ReadOnlySpan<T> from, int start, Span<T> to, int at) where T : unmanaged =>
        Unsafe.WriteUnaligned(ref Unsafe.As<T, byte>(ref Unsafe.Add(ref MemoryMarshal.GetReference(to), at)),
            Unsafe.ReadUnaligned<Vector256<byte>>(ref Unsafe.As<T, byte>(ref Unsafe.Add(ref MemoryMarshal.GetReference(from), start))));

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_starts);
        ArrayPool<int>.Shared.Return(_counts);
    }
}
