using Hep.Jagged;

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>A column of a batch, and of which pieces it is made.</summary>
/// <param name="Target">Its place in the batch.</param>
/// <param name="Schema">What it is.</param>
/// <param name="Program">How it is read.</param>
/// <param name="Reader">The number of the reader of its values.</param>
internal sealed record BatchColumn(int Target, ColumnSchema Schema, NTupleProgram Program, int Reader)
{
    private readonly ElementLevel[] _lists = [.. Program.Lists];

    /// <summary>Makes it, once all readers have ended.</summary>
    public Column Compose(NTuplePieces pieces)
    {
        SharedMemory<int>[] offsets = Array.ConvertAll(_lists, level => pieces.Offsets[level].Share());
        if (Program.Kind != ProgramKind.Lengths)
            return ValueTypes.For(Program.Type).NewColumn(Schema, pieces.EntryCount, pieces.Values[Reader]!, offsets);
        ReadOnlySpan<int> ends = pieces.Offsets[Program.Level].Span;
        return Program.Type == ElementType.UInt32
            ? Column<uint>.OfFitting(Schema, pieces.EntryCount, Lengths<uint>(ends), offsets)
            : Column<ulong>.OfFitting(Schema, pieces.EntryCount, Lengths<ulong>(ends), offsets);
    }

    private static SharedMemory<T> Lengths<T>(ReadOnlySpan<int> ends) where T : unmanaged, System.Numerics.INumberBase<T>
    {
        SharedMemory<T> lengths = SharedMemory<T>.Rent(ends.Length - 1);
        Span<T> into = lengths.Span;
        for (int i = 0; i < into.Length; i++) into[i] = T.CreateTruncating(ends[i + 1] - ends[i]);
        return lengths;
    }
}
