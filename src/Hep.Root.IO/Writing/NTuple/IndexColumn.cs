using System.Runtime.InteropServices;
using Hep.Jagged;

namespace Hep.Root.IO.Writing.NTuple;

/// <summary>Where each list ends, counted in elements of the cluster.</summary>
/// <param name="level">The level of offsets of the batch's column.</param>
/// <param name="fieldId">The field that it belongs to.</param>
/// <param name="form">What pages are like.</param>
internal sealed class IndexColumn(int level, int fieldId, PageForm form) : PageColumn(PageType.Index, fieldId, form)
{
    private ulong _end;

    protected override void Write(Column column, int from, int count, Span<byte> elements)
    {
        ReadOnlySpan<int> offsets = column.Offsets(level).Slice(from, count + 1);
        Span<ulong> ends = MemoryMarshal.Cast<byte, ulong>(elements);
        for (int i = 0; i < ends.Length; i++) ends[i] = _end + (ulong)(offsets[i + 1] - offsets[0]);
        if (count > 0) _end = ends[^1];
    }

    protected override void Restart() => _end = 0;
}
