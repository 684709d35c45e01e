using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Hep.Jagged;

namespace Hep.Root.IO.Tests.Trees;

/// <summary>Sums up a column that comes in batches, as the corpus's truth does it.</summary>
internal sealed class ColumnSum(ColumnSchema schema) : IDisposable
{
    private readonly IncrementalHash _content = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash[] _offsets = [.. Enumerable.Range(0, schema.OffsetLevels).Select(_ => Started())];
    private readonly long[] _ends = new long[schema.OffsetLevels];
    private long _entries, _values, _nonFinite;
    private double _sum;

    public void Add(Column column)
    {
        _entries += column.EntryCount;
        for (int level = 0; level < _offsets.Length; level++)
        {
            ReadOnlySpan<int> offsets = column.Offsets(level);
            long[] absolute = new long[offsets.Length - 1];
            for (int i = 0; i < absolute.Length; i++) absolute[i] = _ends[level] + offsets[i + 1];
            _offsets[level].AppendData(MemoryMarshal.AsBytes(absolute.AsSpan()));
            _ends[level] += offsets[^1];
        }
        _values += column.Type.HasCharacters ? column.Offsets(_offsets.Length - 1).Length - 1 : column.ValueCount;
        switch (column)
        {
            case Column<bool> c: AddBools(MemoryMarshal.Cast<bool, byte>(c.Values)); break;
            case Column<sbyte> c: AddValues(c.Values); break;
            case Column<short> c: AddValues(c.Values); break;
            case Column<int> c: AddValues(c.Values); break;
            case Column<long> c: AddValues(c.Values); break;
            case Column<byte> c: AddValues(c.Values); break;
            case Column<ushort> c: AddValues(c.Values); break;
            case Column<uint> c: AddValues(c.Values); break;
            case Column<ulong> c: AddValues(c.Values); break;
            case Column<float> c: AddValues(c.Values); break;
            case Column<double> c: AddValues(c.Values); break;
            default: throw new NotSupportedException(column.Type.Name);
        }
    }

    public TruthColumn Result => new()
    {
        Entries = _entries,
        Type = schema.Type.Name,
        Levels = string.Concat(schema.Dimensions.Select(d => $"[{d}]")),
        Values = _values,
        NonFinite = _nonFinite,
        Content = Hex(_content),
        Offsets = string.Join(' ', _offsets.Select(Hex)),
        Sum = _sum,
    };

    public void Dispose()
    {
        _content.Dispose();
        foreach (IncrementalHash offsets in _offsets) offsets.Dispose();
    }

    private static IncrementalHash Started()
    {
        IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(new byte[sizeof(long)]);
        return hash;
    }

    private static string Hex(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetCurrentHash());

    // A bool in memory that is neither 0 nor 1 would be a lie to every program that branches on it.
    private void AddBools(ReadOnlySpan<byte> values)
    {
        Assert.That(values.ContainsAnyExceptInRange((byte)0, (byte)1), Is.False, $"{schema.Name} holds bools that are neither 0 nor 1");
        AddValues(values);
    }

    private void AddValues<T>(ReadOnlySpan<T> values) where T : unmanaged, INumberBase<T>
    {
        _content.AppendData(MemoryMarshal.AsBytes(values));
        foreach (T value in values)
            if (T.IsFinite(value)) _sum += double.CreateSaturating(value);
            else _nonFinite++;
    }
}
