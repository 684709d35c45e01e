using System.Buffers;
using Hep.Jagged;

namespace Hep.Train;

/// <summary>Predicts entries and judges that, head by head and block by block.</summary>
internal sealed class ValidationPass(ITrainingEngine engine, TrainingProblem problem)
{
    private readonly HeadMetrics[] _heads = [.. problem.Heads.Select(h => new HeadMetrics(h, problem.Options.Metrics))];
    private long _entries;

    /// <summary>Predicts a batch, which stays the caller's, and takes it in.</summary>
    /// <returns>Whether all predictions are finite numbers; if not, the evaluation has no meaning.</returns>
    public ValueTask<bool> AddAsync(PaddedBatch batch, CancellationToken cancellationToken) =>
        AddAsync(batch, batch, cancellationToken);

    /// <summary>The same, held against what is true of the same entries in another batch.</summary>
    public async ValueTask<bool> AddAsync(PaddedBatch batch, PaddedBatch truth, CancellationToken cancellationToken)
    {
        using IMemoryOwner<float> memory = Rent(batch.EntryCount, problem.OutputCount, out Memory<float> predictions);
        await engine.PredictAsync(batch, predictions, cancellationToken).ConfigureAwait(false);
        return Add(truth, predictions.Span);
    }

    /// <summary>Takes in a batch, which stays the caller's, as it was predicted.</summary>
    /// <returns>Whether all predictions are finite numbers.</returns>
    public bool Add(PaddedBatch batch, ReadOnlySpan<float> predictions)
    {
        foreach (float prediction in predictions)
            if (!float.IsFinite(prediction)) return false;
        _entries += batch.EntryCount;
        int first = 0;
        foreach (HeadMetrics metrics in _heads)
        {
            TrainingHead head = metrics.Head;
            using IMemoryOwner<float> ownMemory = Rent(batch.EntryCount, head.OutputCount, out Memory<float> own),
                labelMemory = Rent(batch.EntryCount, head.LabelCount, out Memory<float> labels);
            for (int entry = 0; entry < batch.EntryCount; entry++)
                predictions.Slice(entry * problem.OutputCount + first, head.OutputCount).CopyTo(own.Span[(entry * head.OutputCount)..]);
            head.CopyLabels(batch, labels.Span);
            metrics.Add(new PredictionBlock(own.Span, labels.Span, batch.Weights));
            first += head.OutputCount;
        }
        return true;
    }

    public Evaluation ToEvaluation() => new(_entries, [.. _heads.Select(h => h.ToEvaluation())]);

    private static IMemoryOwner<float> Rent(int entries, int width, out Memory<float> rows)
    {
        int count = checked(entries * width);
        IMemoryOwner<float> memory = MemoryPool<float>.Shared.Rent(Math.Max(1, count));
        rows = memory.Memory[..count];
        return memory;
    }
}
