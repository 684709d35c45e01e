using System.Runtime.InteropServices;

namespace Hep.Jagged;

/// <summary>Hashes that tell entries apart by what they are: the same for all time, on every platform, for any batching.</summary>
internal static class EntryHash
{
    /// <summary>Of file, tree and entry number.</summary>
    public static SharedMemory<ulong> OfIdentities(EntryIdentities identities, long seed)
    {
        ulong[] sources = [.. identities.Sources.Select(s => OfSource(s, seed))];
        SharedMemory<ulong> hashes = SharedMemory<ulong>.Rent(identities.Count);
        ReadOnlySpan<int> indices = identities.SourceIndices;
        ReadOnlySpan<long> entries = identities.Entries;
        Span<ulong> to = hashes.Span;
        for (int i = 0; i < to.Length; i++) to[i] = SeededRandom.Combine(sources[indices[i]], (ulong)entries[i]);
        return hashes;
    }

    /// <summary>
    /// Of the values of flat columns. Integers of any width hash by their value, so that a column may be promoted between files.
    /// </summary>
    public static SharedMemory<ulong> OfColumns(EntryBatch batch, IReadOnlyList<string> names, long seed)
    {
        CheckColumns(batch.Schema, names);
        SharedMemory<ulong> hashes = SharedMemory<ulong>.Rent(batch.EntryCount);
        Span<ulong> to = hashes.Span;
        to.Fill(SeededRandom.Mix((ulong)seed));
        foreach (string name in names)
        {
            Column column = batch[name];
            if (column is Column<byte> text && column.Type.HasCharacters)
                for (int i = 0; i < to.Length; i++) to[i] = SeededRandom.Combine(to[i], OfBytes(text[i]));
            else if (column.Type is ElementType.Float32 or ElementType.Float64) AddNumbers(column, to);
            else AddIntegers(column, to);
        }
        return hashes;
    }

    /// <summary>Refuses columns that are missing, or have not one value an entry.</summary>
    public static void CheckColumns(Schema schema, IReadOnlyList<string> names)
    {
        foreach (string name in names)
            if (!schema[name].Dimensions.IsEmpty)
                throw new PipelineException($"Entries cannot be split by '{schema[name]}': a column with one value an entry is needed.");
    }

    private static void AddNumbers(Column column, Span<ulong> hashes)
    {
        using SharedMemory<double> memory = ColumnConversion.Read<double>(column);
        ReadOnlySpan<double> values = memory.Span;
        for (int i = 0; i < hashes.Length; i++)
            hashes[i] = SeededRandom.Combine(hashes[i], BitConverter.DoubleToUInt64Bits(values[i] + 0.0));   // −0 is 0
    }

    private static void AddIntegers(Column column, Span<ulong> hashes)
    {
        using SharedMemory<long>? memory = column is Column<ulong> ? null : ColumnConversion.Read<long>(column);
        ReadOnlySpan<ulong> values = memory is null ? ((Column<ulong>)column).Values : MemoryMarshal.Cast<long, ulong>(memory.Span);
        for (int i = 0; i < hashes.Length; i++) hashes[i] = SeededRandom.Combine(hashes[i], values[i]);
    }

    /// <summary>Of file and tree.</summary>
    public static ulong OfSource(EntrySource source, long seed)
    {
        Span<byte> file = stackalloc byte[16];
        source.File.TryWriteBytes(file, bigEndian: true, out _);
        ulong hash = SeededRandom.Combine(SeededRandom.Mix((ulong)seed), OfBytes(file));
        return SeededRandom.Combine(hash, OfBytes(System.Text.Encoding.UTF8.GetBytes(source.Tree)));
    }

    /// <summary>Of bytes: FNV-1a with 64 bits (Fowler, Noll and Vo).</summary>
    public static ulong OfBytes(ReadOnlySpan<byte> bytes)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (byte b in bytes) hash = (hash ^ b) * 0x00000100000001B3;
        return hash;
    }
}
