using Hep.Jagged.Tests;

namespace Hep.Jagged.Arrow.Tests;

/// <summary>Batches of every type and shape, made at random.</summary>
internal static class RandomBatches
{
    private static readonly Dimension Any = Dimension.Variable, Two = Dimension.Fixed(2), Three = Dimension.Fixed(3);

    private static readonly Dimension[][] Shapes =
        [[], [Any], [Any, Any], [Two], [Two, Three], [Any, Two], [Two, Any], [Any, Three, Any]];

    /// <summary>A batch of up to eleven entries, a slice of a longer one as often as not.</summary>
    public static EntryBatch Make(Random random)
    {
        int entries = random.Next(12);
        Column[] columns = [.. Enumerable.Range(0, random.Next(1, 7)).Select(i => MakeColumn($"c{i}", random, entries))];
        EntryBatch batch = new(columns, EntryIdentities.Range(EntrySource.None, 0, entries));
        if (random.Next(2) == 0) return batch;
        using (batch)
        {
            int start = random.Next(entries + 1);
            return batch.Slice(start, random.Next(entries - start + 1));
        }
    }

    private static Column MakeColumn(string name, Random random, int entries)
    {
        ElementType type = (ElementType)random.Next((int)ElementType.Bytes + 1);
        ColumnSchema schema = new(name, type, Shapes[random.Next(Shapes.Length)]) { Counter = random.Next(3) == 0 ? $"n{name}" : null };
        return type switch
        {
            ElementType.Bool => Build<bool>(() => random.Next(2) == 1),
            ElementType.Int8 => Build<sbyte>(() => (sbyte)random.Next()),
            ElementType.Int16 => Build<short>(() => (short)random.Next()),
            ElementType.Int32 => Build<int>(() => random.Next()),
            ElementType.Int64 => Build<long>(() => random.NextInt64()),
            ElementType.UInt16 => Build<ushort>(() => (ushort)random.Next()),
            ElementType.UInt32 => Build<uint>(() => (uint)random.Next()),
            ElementType.UInt64 => Build<ulong>(() => (ulong)random.NextInt64()),
            ElementType.Float32 => Build<float>(() => random.Next(5) == 0 ? float.NaN : random.NextSingle()),
            ElementType.Float64 => Build<double>(() => random.Next(5) == 0 ? double.NegativeInfinity : random.NextDouble()),
            ElementType.String => Build<byte>(() => (byte)random.Next('a', 'z')),
            _ => Build<byte>(() => (byte)random.Next()),
        };

        Column Build<T>(Func<object> value) where T : unmanaged =>
            ColumnTree.Build<T>(schema, ColumnTree.Random(random, schema, entries, value));
    }
}
