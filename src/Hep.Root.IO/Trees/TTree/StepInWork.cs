using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Trees.TTree;

/// <summary>A step that several threads decode: the last of them gives its records back.</summary>
internal sealed class StepInWork
{
    private readonly ReadStep _step;
    private readonly BatchInWork _batch;
    private readonly SemaphoreSlim _steps;
    private int _open;

    /// <param name="step">The step.</param>
    /// <param name="batch">Its batch.</param>
    /// <param name="steps">Released when the step is done.</param>
    public StepInWork(ReadStep step, BatchInWork batch, SemaphoreSlim steps)
    {
        (_step, _batch, _steps) = (step, batch, steps);
        _open = step.Items.Count + 1;                   // and who plans it
        batch.Add();
    }

    /// <summary>Loads an item at once, and decodes it in its turn.</summary>
    public void Decode(int item, LoadedBasket scratch)
    {
        ReadItem next = _step.Items[item];
        LoadedBasket? basket = null;
        bool isItsTurn = false;
        try
        {
            if (!_batch.IsAbandoned) basket = _step.Load(item, scratch);
            next.Reader.Order.Enter(next.Turn);
            isItsTurn = true;
            if (!_batch.IsAbandoned) _step.Decode(item, basket);
            else if (basket is not null) next.Reader.Drop(_step.Draft, basket);
        }
        catch (Exception failure)
        {
            _batch.Fail(failure);
        }
        finally
        {
            if (!isItsTurn) next.Reader.Order.Enter(next.Turn);
            next.Reader.Order.Leave();
            Finish();
        }
    }

    /// <summary>One thing less is left to do.</summary>
    public void Finish()
    {
        if (Interlocked.Decrement(ref _open) > 0) return;
        bool endsBatch = _step.EndsBatch;
        _step.Dispose();
        _steps.Release();
        _batch.Finish(endsBatch);
    }
}
