using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Hep.Jagged;

namespace Hep.Tool.Digests;

/// <summary>
/// Sums up a column that comes in pieces: counts, sum, and SHA-256 of values and offsets. Memory does not grow with the
/// column, and the pieces' sizes do not show in the result.
/// </summary>
internal sealed class ColumnDigest : IDisposable
{
    private const int OffsetsAtOnce = 1024;

    private readonly IncrementalHash _content = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash[] _offsets;
    private readonly long[] _ends;                                // where each level stands: the last offset that was hashed
    private readonly long[] _buffer = new long[OffsetsAtOnce];

    /// <summary>A digest of an empty column.</summary>
    public ColumnDigest(ColumnSchema schema)
    {
        Schema = schema;
        _ends = new long[schema.OffsetLevels];
        _offsets = new IncrementalHash[schema.OffsetLevels];
        for (int level = 0; level < _offsets.Length; level++)
        {
            _offsets[level] = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            _offsets[level].AppendData(MemoryMarshal.AsBytes<long>([0]));
        }
    }

    /// <summary>Name, type and levels.</summary>
    public ColumnSchema Schema { get; }

    /// <summary>Entries so far.</summary>
    public long EntryCount { get; private set; }

    /// <summary>Leaf values so far; texts count as one each.</summary>
    public long ValueCount { get; private set; }

    /// <summary>Values that are NaN or infinite.</summary>
    public long NonFiniteCount { get; private set; }

    /// <summary>The sum of the finite values; for text, of its bytes.</summary>
    public double Sum { get; private set; }

    /// <summary>Adds the next piece.</summary>
    public void Add(Column column)
    {
        EntryCount += column.EntryCount;
        for (int level = 0; level < _offsets.Length; level++) AddOffsets(level, column.Offsets(level));
        ValueCount += column.Type.HasCharacters ? column.Offsets(_offsets.Length - 1).Length - 1 : column.ValueCount;
        switch (column)
        {
            case Column<bool> c: AddValues(MemoryMarshal.Cast<bool, byte>(c.Values)); break;
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
            default: throw new NotSupportedException($"Column '{column.Name}' holds {column.Type.Name}, which has no digest.");
        }
    }

    /// <summary>SHA-256 of the values so far, in lower-case hexadecimal.</summary>
    public string GetContent() => Hex(_content);

    /// <summary>SHA-256 of the offsets of each level so far, outermost first.</summary>
    public IEnumerable<string> GetOffsets() => _offsets.Select(Hex);

    /// <inheritdoc/>
    public void Dispose()
    {
        _content.Dispose();
        foreach (IncrementalHash offsets in _offsets) offsets.Dispose();
    }

    private static string Hex(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetCurrentHash());

    // The digest is of little-endian values, which is what memory holds on every machine that .NET runs these packages on.
    private void AddValues<T>(ReadOnlySpan<T> values) where T : unmanaged, INumberBase<T>
    {
        _content.AppendData(MemoryMarshal.AsBytes(values));
        double sum = Sum;                                         // one running sum: the pieces' borders leave no trace
        long nonFinite = 0;
        foreach (T value in values)
            if (T.IsFinite(value)) sum += double.CreateSaturating(value);
            else nonFinite++;
        Sum = sum;
        NonFiniteCount += nonFinite;
    }

    private void AddOffsets(int level, ReadOnlySpan<int> offsets)
    {
        long start = _ends[level];
        for (ReadOnlySpan<int> rest = offsets[1..]; rest.Length > 0;)
        {
            int count = Math.Min(rest.Length, OffsetsAtOnce);
            for (int i = 0; i < count; i++) _buffer[i] = start + rest[i];
            _offsets[level].AppendData(MemoryMarshal.AsBytes(_buffer.AsSpan(0, count)));
            rest = rest[count..];
        }
        _ends[level] = start + offsets[^1];
    }
}
