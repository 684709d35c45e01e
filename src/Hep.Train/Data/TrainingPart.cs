using System.Runtime.CompilerServices;
using Hep.Jagged;

namespace Hep.Train;

/// <summary>
/// One side of the split: its vectorised entries, in memory where they fit, else read and transformed anew for each pass.
/// </summary>
internal sealed class TrainingPart : IDisposable
{
    private const int PredictedRows = 4096;   // of a batch that is only predicted

    private readonly IBatchSource _source;
    private readonly FeaturePipeline _pipeline;
    private readonly TrainingOptions _options;
    private readonly EntryGroups? _groups;
    private PaddedBatch? _resident;
    private readonly Lazy<long> _batchCount;
    private int[][] _rows = [];                 // of each group of the mixture, where they are in memory

    private TrainingPart(IBatchSource source, FeaturePipeline pipeline, TrainingOptions options, EntryMixing? mixing)
    {
        _source = source;
        _pipeline = pipeline;
        _options = options;
        _groups = mixing is null ? null : new EntryGroups(mixing);
        _batchCount = new Lazy<long>(() => ((Mixture is null ? EntryCount : CountMixed(Mixture)) + options.Batch - 1) / options.Batch);
    }

    /// <summary>What the labels of the entries are.</summary>
    public LabelSummary Labels { get; } = new();

    /// <summary>Entries after the cuts.</summary>
    public long EntryCount => Labels.EntryCount;

    /// <summary>Lists longer than their cells.</summary>
    public long TruncatedLists { get; private set; }

    /// <summary>In which shares its entries come; null: as they are there.</summary>
    public EntryMixture? Mixture { get; private set; }

    /// <summary>Bytes that the entries take in memory; 0 where they are read anew.</summary>
    public long ResidentBytes { get; private set; }

    /// <summary>Reads all entries once, and keeps them if they take at most <paramref name="budget"/> bytes.</summary>
    /// <param name="source">The entries; where they are to be mixed, those alone that pass the pipeline's cut.</param>
    /// <param name="pipeline">What vectorises them.</param>
    /// <param name="options">How to train.</param>
    /// <param name="mixing">In which shares they come; null: as they are there.</param>
    /// <param name="budget">Bytes.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<TrainingPart> PrepareAsync(IBatchSource source, FeaturePipeline pipeline,
        TrainingOptions options, EntryMixing? mixing, long budget, CancellationToken cancellationToken)
    {
        TrainingPart part = new(source, pipeline, options, mixing);
        List<PaddedBatch> kept = [];
        try
        {
            await foreach (PaddedBatch batch in source.Vectorize(pipeline, cancellationToken: cancellationToken).ConfigureAwait(false))
                part.Observe(batch, kept, budget);
            if (part.ResidentBytes <= budget && kept.Count > 0) part._resident = PaddedBatch.Concat(kept);
            else part.ResidentBytes = 0;
            if (mixing is not null && part.EntryCount > 0) part.Mix(mixing);
            return part;
        }
        finally
        {
            kept.ForEach(b => b.Dispose());
        }
    }

    /// <summary>The entries as they are stored, in batches of any size.</summary>
    public IAsyncEnumerable<PaddedBatch> ReadInOrderAsync(CancellationToken cancellationToken) =>
        _resident is null
        ? _source.Vectorize(_pipeline, cancellationToken: cancellationToken)
        : InMemoryAsync(_resident, Enumerable.Range(0, _resident.EntryCount).Chunk(PredictedRows), cancellationToken);

    /// <summary>Batches of an epoch.</summary>
    public long BatchCount => _batchCount.Value;

    /// <summary>
    /// The entries in an order that seed and epoch decide, in batches of the options' size: in memory mixed as a whole, else as the source
    /// can within the shuffle buffer; in the shares of the mixture, if there is one.
    /// </summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="from">A place in it that a batch had; null: the beginning.</param>
    /// <param name="cancellationToken">Stops.</param>
    public IAsyncEnumerable<PlacedBatch<PaddedBatch>> ReadShuffledAsync(int epoch, BatchPosition? from, CancellationToken cancellationToken)
    {
        if (_resident is { } resident)
            return PaddedStreams.CountAsync(
                given => InMemoryAsync(resident, StepsOf(resident, epoch).Skip(given), cancellationToken), from, cancellationToken);
        IBatchSource shuffled = (Mixture?.Mix(_source) ?? _source).WithShuffle(_options.Shuffle with { Seed = _options.Seed })
            .Rebatch(_options.Batch).Prefetch().WithColumnsOf(_pipeline);
        return PaddedStreams.RebatchAsync(
            place => shuffled.ReadPlacedAsync(epoch, place, cancellationToken).ApplyAsync(_pipeline, cancellationToken),
            _options.Batch, from, cancellationToken);
    }

    public void Dispose() => _resident?.Dispose();

    private void Observe(PaddedBatch batch, List<PaddedBatch> kept, long budget)
    {
        kept.Add(batch);
        Labels.Add(batch);
        if (_groups is not null)
        {
            if (batch.TargetCount != 1 && _options.Mixing!.IsByLabel)
                throw new TrainingException($"training.mixing: classes are told by one label an entry, the data have {batch.TargetCount}.");
            _groups.Add(batch.Identities, batch.Labels, batch.Weights);
        }
        foreach (Truncation truncation in batch.Truncations) TruncatedLists += truncation.Lists;
        ResidentBytes += 2 * SizeOf(batch);   // twice, as parts and whole stand side by side while they are joined
        if (ResidentBytes <= budget && EntryCount * WidestOf(batch) <= Array.MaxLength) return;
        ResidentBytes = long.MaxValue / 2;
        kept.ForEach(b => b.Dispose());
        kept.Clear();
    }

    private void Mix(EntryMixing mixing)
    {
        try
        {
            Mixture = new EntryMixture(_groups!.ToGroups(), mixing.End);
        }
        catch (PipelineException failure)
        {
            throw new TrainingException($"training.mixing: {failure.Message} The training part is meant, behind the cut.", failure);
        }
        if (_resident is not null) _rows = MixedRows.Of(_resident, Mixture.Groups);
    }

    /// <summary>The rows of each step of an epoch.</summary>
    private IEnumerable<int[]> StepsOf(PaddedBatch entries, int epoch) => Mixture is not null
        ? MixedRows.Read(_rows, Mixture.NewTurns(), _options.Batch, _options.Seed, epoch)
        : SeededRandom.ForEpoch(_options.Seed, epoch).Permutation(entries.EntryCount).Chunk(_options.Batch);

    /// <summary>Features, mask, grids, labels and weight, and 32 bytes an entry for lengths and identity.</summary>
    private static long SizeOf(PaddedBatch batch) => batch.EntryCount * (batch.CellCount * (long)(sizeof(float) + sizeof(bool))
        + batch.Grids.Sum(g => (long)g.CellCount) * sizeof(float) + (batch.TargetCount + 1) * sizeof(float) + 32);

    /// <summary>The most numbers that one array has of an entry.</summary>
    private static long WidestOf(PaddedBatch batch) => Math.Max(batch.CellCount, batch.Grids.Max(g => (int?)g.CellCount) ?? 0);

    /// <summary>Entries of an epoch of a mixture.</summary>
    private static long CountMixed(EntryMixture mixture)
    {
        EntryTurns turns = mixture.NewTurns();
        long[] left = [.. mixture.Groups.Select(g => g.EntryCount)];
        long count = 0;
        while (turns.Next() is >= 0 and int group)
            if (left[group] > 0)
            {
                left[group]--;
                turns.Give(group);
                count++;
            }
            else if (!turns.End(group)) break;
            else left[group] = mixture.Groups[group].EntryCount;
        return count;
    }

    /// <summary>Memory as a stream, as engines take nothing else.</summary>
    private static async IAsyncEnumerable<PaddedBatch> InMemoryAsync(PaddedBatch entries,
        IEnumerable<int[]> steps, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (int[] rows in steps)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return entries.Take(rows);
        }
        await Task.CompletedTask.ConfigureAwait(false);
    }
}
