namespace Hep.Root.IO.Trees.TTree;

/// <summary>Keeps what several threads do for one branch in the order in which it was planned.</summary>
internal sealed class DecodingOrder
{
    private int _planned;
    private int _done;

    /// <summary>The turn of the next thing to do; called while planning, which is one after the other anyway.</summary>
    public int Plan() => _planned++;

    /// <summary>Waits for a turn: for others that were taken before, and are about to end.</summary>
    public void Enter(int turn)
    {
        lock (this)
            while (_done != turn) Monitor.Wait(this);
    }

    /// <summary>Ends a turn.</summary>
    public void Leave()
    {
        lock (this)
        {
            _done++;
            Monitor.PulseAll(this);
        }
    }
}
