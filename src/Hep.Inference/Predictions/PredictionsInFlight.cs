namespace Hep.Inference;

/// <summary>
/// The batches of a stream on their way through a model. One is read from the source while others are predicted, and the oldest is waited
/// for first; nothing goes on while nobody asks for the next predictions but what is in flight already.
/// </summary>
internal sealed class PredictionsInFlight<TBatch> : IAsyncDisposable where TBatch : IDisposable
{
    private readonly Func<TBatch, CancellationToken, Task<Predictions>> _predict;
    private readonly Func<TBatch, int> _count;
    private readonly int _most;
    private readonly CancellationTokenSource _ending;
    private readonly IAsyncEnumerator<TBatch> _source;
    private readonly Queue<(Task<Predictions> Predictions, int EntryCount)> _sent = [];
    private Task<bool>? _reading;
    private bool _isRead;
    private long _answered;

    public PredictionsInFlight(IAsyncEnumerable<TBatch> batches, Func<TBatch, CancellationToken, Task<Predictions>> predict,
        Func<TBatch, int> count, int most, CancellationToken cancellationToken)
    {
        _predict = predict;
        _count = count;
        _most = most;
        _ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _source = batches.GetAsyncEnumerator(_ending.Token);
    }

    /// <summary>The predictions of the next batch; null at the end.</summary>
    public async Task<Predictions?> NextAsync()
    {
        while (true)
        {
            _ending.Token.ThrowIfCancellationRequested();
            if (!_isRead && _sent.Count < _most) _reading ??= _source.MoveNextAsync().AsTask();
            if (_sent.TryPeek(out (Task<Predictions> Predictions, int) oldest))
            {
                if (_reading is not null) await Task.WhenAny(oldest.Predictions, _reading).ConfigureAwait(false);
                bool comesFirst = _reading is null or { IsCompleted: false } or { IsFaulted: true } or { IsCanceled: true };
                if (oldest.Predictions.IsCompleted || comesFirst) return await TakeOldestAsync().ConfigureAwait(false);
            }
            if (_reading is null) return null;
            await SendAsync(_reading).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        if (_reading is not null && await IsTrueAsync(_reading).ConfigureAwait(false)) _source.Current.Dispose();
        foreach ((Task<Predictions> predictions, _) in _sent) await DropAsync(predictions).ConfigureAwait(false);
        await _source.DisposeAsync().ConfigureAwait(false);
        _ending.Dispose();
    }

    private async Task SendAsync(Task<bool> reading)
    {
        _reading = null;
        _isRead = true;   // also where the source fails
        if (!await reading.ConfigureAwait(false)) return;
        _isRead = false;
        TBatch batch = _source.Current;
        int count = _count(batch);
        _sent.Enqueue((PredictAsync(batch), count));
    }

    private async Task<Predictions> PredictAsync(TBatch batch)
    {
        using (batch) return await _predict(batch, _ending.Token).ConfigureAwait(false);
    }

    private async Task<Predictions> TakeOldestAsync()
    {
        (Task<Predictions> sent, int count) = _sent.Dequeue();
        try
        {
            Predictions predictions = await sent.ConfigureAwait(false);
            _answered += count;
            return predictions;
        }
        catch (Exception e) when (e is InferenceException or Jagged.PipelineException)
        {
            throw Broken(e, count);
        }
    }

    private InferenceException Broken(Exception failure, int count)
    {
        InferenceException? told = failure as InferenceException;
        return new InferenceException(told?.Failure ?? InferenceFailure.InvalidRequest,
            $"The stream ends: its first {_answered} entries were predicted, the {count} behind them were not. {failure.Message}", failure)
        {
            Model = told?.Model ?? "",
            RetryAfter = told?.RetryAfter,
            AnsweredEntryCount = _answered,
        };
    }

    private static async Task<bool> IsTrueAsync(Task<bool> reading)
    {
        await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return reading.IsCompletedSuccessfully && await reading.ConfigureAwait(false);
    }

    private static async Task DropAsync(Task<Predictions> sent)
    {
        await ((Task)sent).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (sent.IsCompletedSuccessfully) (await sent.ConfigureAwait(false)).Dispose();
    }
}
