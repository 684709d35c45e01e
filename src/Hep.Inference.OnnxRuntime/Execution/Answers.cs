namespace Hep.Inference.OnnxRuntime;

/// <summary>
/// Calls that shared a run and are answered one after another on one thread of the pool: their callers are brief, and to wake one thread
/// for some of them costs less than one for each.
/// </summary>
/// <param name="calls">All calls of the run.</param>
/// <param name="outputs">What each of them gets.</param>
/// <param name="start">The first that is answered here.</param>
/// <param name="end">The one behind the last.</param>
internal sealed class Answers(IReadOnlyList<PredictionCall> calls, Tensor[][] outputs, int start, int end) : IThreadPoolWorkItem
{
    /// <summary>Calls that are answered on one thread.</summary>
    private const int Most = 16;

    /// <summary>Answers all calls of a run.</summary>
    public static void Give(IReadOnlyList<PredictionCall> calls, Tensor[][] outputs)
    {
        for (int start = 0; start < calls.Count; start += Most)
            ThreadPool.UnsafeQueueUserWorkItem(
                new Answers(calls, outputs, start, Math.Min(start + Most, calls.Count)), preferLocal: false);
    }

    public void Execute()
    {
        for (int i = start; i < end; i++) calls[i].Complete(outputs[i], here: true);
    }
}
