using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Hep.Jagged;

/// <summary>
/// Quantiles of a stream of finite values: exact up to <see cref="ExactLimit"/> values, from a sketch beyond.
/// The sketch is a hierarchy of compactors (Munro and Paterson 1980; Karnin, Lang and Liberty 2016, with the parity of the
/// kept elements alternating instead of random): level h holds values of weight 2^h, and a level that is full is sorted and
/// every second value goes up. One compaction at level h moves no rank by more than 2^h and takes at least
/// <see cref="LevelCapacity"/> values of that weight, so n values are off by at most n·H / LevelCapacity ranks with
/// H = log2(n / LevelCapacity) levels: a rank error of at most 0.1 % up to 10¹⁴ values, always, not only probably. Merging keeps the
/// bound.
/// </summary>
internal sealed class QuantileSketch
{
    /// <summary>Values at one level before it is compacted.</summary>
    public const int LevelCapacity = 1 << 15;

    private readonly List<Level> _levels = [new()];

    public QuantileSketch(int exactLimit) => ExactLimit = Math.Max(exactLimit, LevelCapacity);

    /// <summary>Values up to which quantiles are exact.</summary>
    public int ExactLimit { get; }

    /// <summary>The number of values.</summary>
    public long Count { get; private set; }

    /// <summary>Ranks by which a value may be off at most: 0 while exact.</summary>
    public long RankError { get; private set; }

    private bool IsExact => _levels.Count == 1;

    public void Add(ReadOnlySpan<double> values)
    {
        Count += values.Length;
        while (!values.IsEmpty)
        {
            int room = (IsExact ? ExactLimit : LevelCapacity) - _levels[0].Values.Count;
            int taken = Math.Min(Math.Max(room, 0), values.Length);
            AddTo(_levels[0], values[..taken]);
            values = values[taken..];
            if (!values.IsEmpty) Compact();
        }
    }

    /// <summary>A sketch of the values of both, which stay as they are.</summary>
    public QuantileSketch With(QuantileSketch other)
    {
        QuantileSketch merged = new(Math.Min(ExactLimit, other.ExactLimit))
        {
            Count = Count + other.Count,
            RankError = RankError + other.RankError,
        };
        foreach (QuantileSketch part in (ReadOnlySpan<QuantileSketch>)[this, other])
            for (int h = 0; h < part._levels.Count; h++)
            {
                if (merged._levels.Count == h) merged._levels.Add(new Level());
                AddTo(merged._levels[h], CollectionsMarshal.AsSpan(part._levels[h].Values));
            }
        if (!merged.IsExact || merged._levels[0].Values.Count > merged.ExactLimit) merged.Compact();
        return merged;
    }

    /// <summary>The quantiles at these fractions, ascending: linear between neighbours while exact. NaN of no values.</summary>
    public double[] Quantiles(params ReadOnlySpan<double> fractions)
    {
        double[] quantiles = new double[fractions.Length];
        Array.Fill(quantiles, double.NaN);
        if (Count == 0) return quantiles;
        lock (_levels)   // values are put in order, and statistics that are done have several readers
        {
            if (IsExact) FillExact(fractions, quantiles);
            else FillSketched(fractions, quantiles);
        }
        return quantiles;
    }

    /// <summary>The values with their weights; the sketch stays as it is, but for the order of its values.</summary>
    public QuantileSummary Summarize()
    {
        lock (_levels) return SummarizeInOrder();
    }

    private QuantileSummary SummarizeInOrder()
    {
        double[] values = new double[_levels.Sum(l => l.Values.Count)];
        long[] weights = new long[values.Length];
        int at = 0;
        for (int h = 0; h < _levels.Count; h++)
        {
            Span<double> level = CollectionsMarshal.AsSpan(_levels[h].Values);
            level.Sort();   // then a sketch of one level, which is exact and large, is in order already
            level.CopyTo(values.AsSpan(at));
            weights.AsSpan(at, level.Length).Fill(1L << h);
            at += level.Length;
        }
        if (!IsExact) Array.Sort(values, weights);
        return QuantileSummary.OfSorted(values, weights, RankError);
    }

    /// <summary>A sketch of the values of a summary, to which others can be added.</summary>
    public static QuantileSketch Of(QuantileSummary summary, int exactLimit)
    {
        QuantileSketch sketch = new(exactLimit) { Count = summary.Count, RankError = summary.RankError };
        bool isExact = summary.RankError == 0 && summary.Count <= sketch.ExactLimit;
        for (int i = 0; i < summary.Values.Length; i++)
        {
            if (isExact)
                for (long n = summary.Weights[i]; n > 0; n--) sketch._levels[0].Values.Add(summary.Values[i]);
            else sketch.AddWeighted(summary.Values[i], summary.Weights[i]);
        }
        return sketch;
    }

    // A weight is a sum of powers of two, and each level has one of them.
    private void AddWeighted(double value, long weight)
    {
        for (int h = 0; weight >> h > 0; h++)
        {
            while (_levels.Count <= Math.Max(h, 1)) _levels.Add(new Level());
            if ((weight >> h & 1) != 0) _levels[h].Values.Add(value);
        }
    }

    private void FillExact(ReadOnlySpan<double> fractions, double[] quantiles)
    {
        Span<double> values = CollectionsMarshal.AsSpan(_levels[0].Values);
        int settled = 0;   // what stands before this place is not above what stands from it on
        for (int i = 0; i < quantiles.Length; i++)
        {
            double place = fractions[i] * (values.Length - 1);
            int below = (int)place;
            double lower = OrderStatistics.Select(values[settled..], below - settled);
            settled = below;
            double step = below + 1 < values.Length ? (TensorPrimitives.Min<double>(values[(below + 1)..]) - lower) * (place - below) : 0;
            quantiles[i] = lower + step;
        }
    }

    private void FillSketched(ReadOnlySpan<double> fractions, double[] quantiles)
    {
        List<(double Value, long Weight)> weighted = [];
        for (int h = 0; h < _levels.Count; h++)
            foreach (double value in _levels[h].Values) weighted.Add((value, 1L << h));
        weighted.Sort((a, b) => a.Value.CompareTo(b.Value));
        long seen = 0;
        int next = 0;
        foreach ((double value, long weight) in weighted)
        {
            seen += weight;
            while (next < quantiles.Length && fractions[next] * (Count - 1) < seen) quantiles[next++] = value;
        }
        while (next < quantiles.Length) quantiles[next++] = weighted[^1].Value;
    }

    /// <summary>Makes room in every level that is full, from the finest upwards.</summary>
    private void Compact()
    {
        for (int h = 0; h < _levels.Count; h++)
        {
            Level level = _levels[h];
            if (level.Values.Count < LevelCapacity) continue;
            if (h + 1 == _levels.Count) _levels.Add(new Level());
            Span<double> sorted = CollectionsMarshal.AsSpan(level.Values);
            sorted.Sort();
            int even = sorted.Length & ~1;
            List<double> above = _levels[h + 1].Values;
            for (int i = level.KeepsOdd ? 1 : 0; i < even; i += 2) above.Add(sorted[i]);
            level.KeepsOdd = !level.KeepsOdd;
            RankError += 1L << h;
            bool odd = even < sorted.Length;
            double last = sorted[^1];
            level.Values.Clear();
            level.Values.Capacity = LevelCapacity;   // the exact stage may have taken far more
            if (odd) level.Values.Add(last);
        }
    }

    private static void AddTo(Level level, ReadOnlySpan<double> values) => level.Values.AddRange(values);

    private sealed class Level
    {
        public List<double> Values { get; } = [];

        public bool KeepsOdd { get; set; }
    }
}
