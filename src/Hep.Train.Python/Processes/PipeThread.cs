using System.Collections.Concurrent;

namespace Hep.Train.Python;

/// <summary>
/// Does blocking work on pipes, one piece after the other, on a thread of its own: who waits for it can give up, also where a pipe never
/// answers nor ends.
/// </summary>
internal sealed class PipeThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];

    public PipeThread() => new Thread(Work) { IsBackground = true, Name = "hep-python-pipe" }.Start();

    public Task<T> Run<T>(Func<T> work)
    {
        TaskCompletionSource<T> done = new();
        _work.Add(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception failure)
            {
                done.SetException(failure);   // whatever it is, it belongs to who waits
            }
        });
        return done.Task;
    }

    public void Dispose() => _work.CompleteAdding();

    private void Work()
    {
        foreach (Action work in _work.GetConsumingEnumerable()) work();
    }
}
