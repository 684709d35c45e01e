using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Trees.Reading;

/// <summary>A step that one of several threads has taken.</summary>
internal sealed class StepInWork
{
    private readonly ReadStep _step;
    private readonly BatchInWork _batch;

    public StepInWork(ReadStep step, BatchInWork batch)
    {
        (_step, _batch) = (step, batch);
        batch.Add();
    }

    /// <summary>Fetches and decodes the step; a failure is its batch's.</summary>
    public async ValueTask RunAsync(LoadedBasket scratch, CancellationToken cancellationToken)
    {
        try
        {
            if (!_batch.IsAbandoned) await _step.FetchAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            _batch.Fail(failure);
        }
        for (int item = 0; item < _step.Items.Count; item++) await DecodeAsync(item, scratch, cancellationToken).ConfigureAwait(false);
        bool endsBatch = _step.EndsBatch;
        _step.Dispose();
        _batch.Finish(endsBatch);
    }

    // Loads at once, and decodes in the turn of the part; a turn is passed on whatever happens.
    private async ValueTask DecodeAsync(int item, LoadedBasket scratch, CancellationToken cancellationToken)
    {
        ReadItem next = _step.Items[item];
        LoadedBasket? record = null;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!_batch.IsAbandoned) record = _step.Load(item, scratch);
        }
        catch (Exception failure)
        {
            _batch.Fail(failure);
        }
        await next.Reader.Order.EnterAsync(next.Turn).ConfigureAwait(false);
        try
        {
            if (!_batch.IsAbandoned) _step.Decode(item, record);
        }
        catch (Exception failure)
        {
            _batch.Fail(failure);
        }
        finally
        {
            next.Reader.Order.Leave();
        }
    }
}
