using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>Reads the payload of a <see cref="PartialDocument"/>; no count in it is believed.</summary>
internal ref struct PartialReader(ReadOnlySpan<byte> payload)
{
    private const int LengthBytes = sizeof(int) + sizeof(long);   // of a length of lists and their number
    private const int WeightBits = 63;

    private ReadOnlySpan<byte> _rest = payload;

    /// <exception cref="PipelineException">It is not what was written, or not for these features.</exception>
    public PartialStatistics Read(FeatureRecipe recipe)
    {
        (long seen, long kept, ulong entries) = (ReadCount(), ReadCount(), (ulong)ReadLong());
        Require(kept <= seen, "more entries pass than there are");
        Require(ReadInt() == recipe.Columns.Length, "it has not the columns that are asked for");
        ImmutableArray<PartialColumn>.Builder columns = ImmutableArray.CreateBuilder<PartialColumn>(recipe.Columns.Length);
        foreach (RecipeColumn column in recipe.Columns) columns.Add(ReadColumn(column.Name));
        Require(ReadInt() == recipe.Collections.Length, "it has not the collections that are asked for");
        ImmutableArray<LengthHistogram>.Builder lengths = ImmutableArray.CreateBuilder<LengthHistogram>(recipe.Collections.Length);
        foreach (RecipeCollection _ in recipe.Collections) lengths.Add(ReadLengths());
        Require(_rest.IsEmpty, "something follows it");
        return new PartialStatistics(seen, kept, entries, columns.MoveToImmutable(), lengths.MoveToImmutable());
    }

    private PartialColumn ReadColumn(string name)
    {
        ColumnStatistics figures = new()
        {
            Name = name,
            Count = ReadCount(),
            NanCount = ReadCount(),
            InfinityCount = ReadCount(),
            Minimum = ReadDouble(),
            Maximum = ReadDouble(),
            Mean = ReadDouble(),
            Variance = ReadDouble(),
            LogMean = ReadDouble(),
            LogVariance = ReadDouble(),
            Categories = ReadCategories(),
            InnerLengths = ReadLengths(),
        };
        QuantileSummary quantiles = ReadQuantiles();
        Require(quantiles.Count == figures.Count, "its quantiles are of another number of values");
        return new PartialColumn(figures, quantiles);
    }

    private ImmutableArray<double> ReadCategories()
    {
        double[] categories = new double[ReadLength(sizeof(double))];
        for (int i = 0; i < categories.Length; i++) categories[i] = ReadDouble();
        RequireAscending(categories);
        return [.. categories];
    }

    private LengthHistogram ReadLengths()
    {
        KeyValuePair<int, long>[] counts = new KeyValuePair<int, long>[ReadLength(LengthBytes)];
        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] = new KeyValuePair<int, long>(ReadInt(), ReadCount());
            Require(counts[i].Key > (i == 0 ? -1 : counts[i - 1].Key), "lengths of lists do not ascend");
        }
        return new LengthHistogram(counts);
    }

    private QuantileSummary ReadQuantiles()
    {
        long error = ReadCount();
        int length = ReadInt(), width = ReadInt();
        Require(width is sizeof(float) or sizeof(double), "values have an unknown width");
        Require(length >= 0 && length <= _rest.Length / (width + 1), "it ends early");
        double[] values = new double[length];
        for (int i = 0; i < values.Length; i++)
            values[i] = width == sizeof(float) ? BitConverter.Int32BitsToSingle(ReadInt()) : ReadDouble();
        RequireAscending(values);
        long[] weights = new long[length];
        long count = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = ReadWeight();
            count += weights[i];
            Require(weights[i] > 0 && count > 0, "a weight is none");
        }
        return QuantileSummary.OfSorted(values, weights, error);
    }

    private static void RequireAscending(ReadOnlySpan<double> values)
    {
        for (int i = 0; i < values.Length; i++)
            Require(double.IsFinite(values[i]) && (i == 0 || values[i] > values[i - 1]), "values do not ascend");
    }

    private long ReadWeight()
    {
        long weight = 0;
        for (int shift = 0; shift < WeightBits; shift += 7)
        {
            byte bits = Take(1)[0];
            weight |= (long)(bits & 0x7F) << shift;
            if ((bits & 0x80) == 0) return weight;
        }
        throw PartialDocument.Damaged("a weight has no end");
    }

    /// <summary>How many things follow, of at least so many bytes each.</summary>
    private int ReadLength(int bytes)
    {
        int length = ReadInt();
        Require(length >= 0 && length <= _rest.Length / bytes, "it ends early");
        return length;
    }

    private long ReadCount()
    {
        long count = ReadLong();
        Require(count >= 0, "a number is below 0");
        return count;
    }

    private double ReadDouble() => BitConverter.Int64BitsToDouble(ReadLong());

    private long ReadLong() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    private int ReadInt() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    private ReadOnlySpan<byte> Take(int bytes)
    {
        Require(bytes <= _rest.Length, "it ends early");
        ReadOnlySpan<byte> taken = _rest[..bytes];
        _rest = _rest[bytes..];
        return taken;
    }

    private static void Require(bool fits, string what)
    {
        if (!fits) throw PartialDocument.Damaged(what);
    }
}
