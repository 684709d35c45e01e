namespace Hep.Jagged;

/// <summary>
/// Counts what a pipeline meets, column by column, against what training met. It is given to
/// <c>FeaturePipeline.ApplyAll</c>, takes the same memory, however much comes, and may be used by any
/// number of threads.
/// </summary>
public sealed class FeatureObserver
{
    private const int MostParts = 16;

    private readonly FeatureReference[] _references;
    private readonly (string Name, int Slots)[] _collections;
    private readonly Part[] _parts;   // threads that run at the same time seldom wait for each other

    internal FeatureObserver(FeatureReference[] references, (string Name, int Slots)[] collections)
    {
        _references = references;
        _collections = collections;
        _parts = [.. Enumerable.Range(0, Math.Min(MostParts, Environment.ProcessorCount)).Select(_ => new Part(references, collections))];
    }

    /// <summary>What was met so far.</summary>
    public ObservedFeatures Read()
    {
        Part sum = new(_references, _collections);
        foreach (Part part in _parts)
            lock (part) part.AddTo(sum);
        return new ObservedFeatures(sum.Entries, sum.Passed, [.. sum.Columns.Select(c => c.Read())],
            [.. _collections.Select((c, i) => new ObservedLists(c.Name, sum.Passed, sum.Objects[i], sum.Truncated[i]))]);
    }

    internal bool Fits(int columns, int collections) => columns == _references.Length && collections == _collections.Length;

    /// <summary>Where this thread counts.</summary>
    internal Part Here => _parts[Thread.GetCurrentProcessorId() % _parts.Length];

    /// <summary>Cells of a list, for each collection.</summary>
    internal int SlotsOf(int collection) => _collections[collection].Slots;

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
