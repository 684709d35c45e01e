namespace Hep.Jagged;

/// <summary>
/// Counts what a pipeline meets, column by column, against what training met. It is given to
/// <c>FeaturePipeline.ApplyAll</c>, takes the same memory, however much comes, and may be used by any
/// number of threads.
/// </summary>
public sealed class FeatureObserver
{
    private const int MostParts = 16;

    /// <summary>What all counts of a model may take. Of columns for which there is no room in it nothing is counted.</summary>
    private const long MostBytes = 8 << 20;

    private readonly FeatureReference[] _references, _counted;
    private readonly (string Name, int Slots)[] _collections;
    private readonly Part?[] _parts;   // threads that run at the same time seldom wait for each other
    private Part? _before;             // what was put together

    internal FeatureObserver(FeatureReference[] references, (string Name, int Slots)[] collections)
    {
        _references = references;
        _collections = collections;
        long bytes = 0;
        _counted = [.. references.TakeWhile(r => (bytes += ColumnTally.BytesOf(r)) <= MostBytes)];
        bytes = Math.Max(1, _counted.Sum(ColumnTally.BytesOf));
        _parts = new Part?[Math.Clamp(Math.Min(MostParts, MostBytes / bytes), 1, Environment.ProcessorCount)];
    }

    /// <summary>What was met so far, of the columns that are counted.</summary>
    public ObservedFeatures Read()
    {
        Part sum = Sum();
        return new ObservedFeatures(sum.Entries, sum.Passed, [.. sum.Columns.Select(c => c.Read())],
            [.. _collections.Select((c, i) => new ObservedLists(c.Name, sum.Passed, sum.Objects[i], sum.Truncated[i]))]);
    }

    /// <summary>
    /// Puts together what was counted on several processors, and lets go of the memory of each, until there is more to count. Nobody may
    /// count meanwhile.
    /// </summary>
    /// <returns>The bytes that it goes on taking, about; 0: nothing was counted, and it can be let go of as well.</returns>
    public long Fold()
    {
        lock (_parts)
        {
            Part sum = Sum();
            _before = sum.Entries > 0 ? sum : null;
            Array.Clear(_parts);
            return _before is null ? 0 : _counted.Concat(_references).Sum(ColumnTally.BytesOf);
        }
    }

    internal bool Fits(int columns, int collections) => columns == _references.Length && collections == _collections.Length;

    /// <summary>Where this thread counts.</summary>
    internal Part Here
    {
        get
        {
            int place = Thread.GetCurrentProcessorId() % _parts.Length;
            return Volatile.Read(ref _parts[place]) ?? Begin(place);
        }
    }

    /// <summary>Cells of a list, for each collection.</summary>
    internal int SlotsOf(int collection) => _collections[collection].Slots;

    private Part Begin(int place)
    {
        lock (_parts) return _parts[place] ??= new Part(_counted, _collections);
    }

    private Part Sum()
    {
        Part sum = new(_counted, _collections);
        lock (_parts)
        {
            foreach (Part? part in _parts.Append(_before))
            {
                if (part is null) continue;
                lock (part) part.AddTo(sum);
            }
        }
        return sum;
    }

    /// <summary>What some of the threads met.</summary>
    internal sealed class Part(FeatureReference[] references, (string Name, int Slots)[] collections)
    {
        public ColumnTally[] Columns { get; } = [.. references.Select(r => new ColumnTally(r))];

        public long[] Objects { get; } = new long[collections.Length];

        public long[] Truncated { get; } = new long[collections.Length];

        public long Entries { get; set; }

        public long Passed { get; set; }

        public void AddTo(Part sum)
        {
            for (int i = 0; i < Columns.Length; i++) Columns[i].AddTo(sum.Columns[i]);
            for (int i = 0; i < Objects.Length; i++)
            {
                sum.Objects[i] += Objects[i];
                sum.Truncated[i] += Truncated[i];
            }
            sum.Entries += Entries;
            sum.Passed += Passed;
        }
    }
}
