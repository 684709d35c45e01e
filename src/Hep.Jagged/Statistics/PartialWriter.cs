using System.Buffers;
using System.Buffers.Binary;

namespace Hep.Jagged;

/// <summary>
/// Writes the payload of a <see cref="PartialDocument"/>. Numbers are 8 bytes, counts of what follows 4; weights are 7 bits a byte, the
/// lowest first, and values that float32 holds are 4 bytes where all of a column are.
/// </summary>
internal readonly struct PartialWriter(IBufferWriter<byte> to)
{
    public void Write(PartialStatistics part)
    {
        Write(part.EntriesSeen);
        Write(part.EntriesKept);
        Write((long)part.EntryHash);
        Write(part.Columns.Length);
        foreach (PartialColumn column in part.Columns) Write(column);
        Write(part.Lengths.Length);
        foreach (LengthHistogram lengths in part.Lengths) Write(lengths);
    }

    private void Write(PartialColumn column)
    {
        ColumnStatistics figures = column.Figures;
        Write(figures.Count);
        Write(figures.NanCount);
        Write(figures.InfinityCount);
        Write(figures.Minimum);
        Write(figures.Maximum);
        Write(figures.Mean);
        Write(figures.Variance);
        Write(figures.LogMean);
        Write(figures.LogVariance);
        Write(figures.Categories.Length);
        foreach (double category in figures.Categories) Write(category);
        Write(figures.InnerLengths);
        Write(column.Quantiles);
    }

    private void Write(LengthHistogram lengths)
    {
        Write(lengths.Counts.Count);
        foreach ((int length, long lists) in lengths.Counts)
        {
            Write(length);
            Write(lists);
        }
    }

    private void Write(QuantileSummary quantiles)
    {
        Write(quantiles.RankError);
        Write(quantiles.Values.Length);
        bool isNarrow = true;
        foreach (double value in quantiles.Values) isNarrow &= (float)value == value;
        Write(isNarrow ? sizeof(float) : sizeof(double));
        foreach (double value in quantiles.Values)
            if (isNarrow) Write(BitConverter.SingleToInt32Bits((float)value));
            else Write(value);
        foreach (long weight in quantiles.Weights) WriteWeight(weight);
    }

    private void WriteWeight(long weight)
    {
        for (; weight >= 0x80; weight >>= 7) WriteByte((byte)(weight | 0x80));
        WriteByte((byte)weight);
    }

    private void WriteByte(byte value)
    {
        to.GetSpan(1)[0] = value;
        to.Advance(1);
    }

    private void Write(double value) => Write(BitConverter.DoubleToInt64Bits(value));

    private void Write(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(to.GetSpan(sizeof(long)), value);
        to.Advance(sizeof(long));
    }

    private void Write(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(to.GetSpan(sizeof(int)), value);
        to.Advance(sizeof(int));
    }
}
