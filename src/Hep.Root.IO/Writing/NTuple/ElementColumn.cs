using System.Runtime.InteropServices;
using Hep.Jagged;

namespace Hep.Root.IO.Writing.NTuple;

/// <summary>The values of a column, or the characters of its texts.</summary>
internal sealed class ElementColumn<T>(PageType type, int fieldId, PageForm form) : PageColumn(type, fieldId, form) where T : unmanaged
{
    protected override void Write(Column column, int from, int count, Span<byte> elements) =>
        MemoryMarshal.AsBytes(((Column<T>)column).Values.Slice(from, count)).CopyTo(elements);
}
