using Hep.Jagged;

namespace Hep.Inference.Client.Tests;

/// <summary>A predictor whose predictions come when a test says so: the number of each event's batch.</summary>
internal sealed class HeldPredictor : IPredictor
{
    private readonly List<TaskCompletionSource> _held = [];
    private readonly SemaphoreSlim _arrived = new(0);

    public PredictorMetadata Metadata { get; } = new() { Name = "held", Inputs = [], Outputs = [] };

    /// <summary>Batches that came so far.</summary>
    public int Count
    {
        get
        {
            lock (_held) return _held.Count;
        }
    }

    /// <summary>Batches whose predictions nobody waits for any more.</summary>
    public int Cancelled { get; private set; }

    /// <summary>Waits until so many more batches have come.</summary>
    public async Task ArriveAsync(int count)
    {
        for (int i = 0; i < count; i++) await _arrived.WaitAsync();
    }

    public void Answer(int batch) => _held[batch].SetResult();

    public void Fail(int batch, Exception failure) => _held[batch].SetException(failure);

    public async Task<Predictions> PredictAsync(EntryBatch events, CancellationToken cancellationToken = default)
    {
        TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int number, count = events.EntryCount;
        lock (_held)
        {
            number = _held.Count;
            _held.Add(held);
        }
        _arrived.Release();
        try
        {
            await held.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Cancelled++;
            throw;
        }
        return new Predictions([Tensor.Create<float>("batch", [count], [.. Enumerable.Repeat((float)number, count)])]);
    }

    public Task<Predictions> PredictAsync(PaddedBatch batch, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<Predictions> PredictAsync(IReadOnlyList<Tensor> inputs, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
