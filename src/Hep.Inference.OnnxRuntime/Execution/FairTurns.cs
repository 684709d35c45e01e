using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Hep.Inference.OnnxRuntime;

/// <summary>
/// The places on the processors that all models of a process share. Of the models that wait for one, that is next which has had least: each
/// has its account of time at work, divided by its share, and a model that was idle begins with what the others have had. So a model of
/// long runs takes as much time as one of short runs, not as many turns. Runs have threads of their own: those that read and answer
/// requests stay free.
/// </summary>
/// <param name="places">Runs at the same time, of all models together.</param>
[SuppressMessage("Reliability", "CA1001:Types that own disposable fields should be disposable",
    Justification = "its threads wait at the bell as long as the process lives")]
internal sealed class FairTurns(int places)
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _bell = new(0);
    private readonly List<PredictionQueue> _waiting = [];
    private int _working, _summoned, _idle;
    private double _now;   // the account of the model that was picked last

    /// <summary>The places that models share where nobody says otherwise: one a processor.</summary>
    public static FairTurns Shared { get; } = new(Environment.ProcessorCount);

    /// <summary>
    /// Takes a place for a run on the caller's own thread; false where none is free, or others wait. <see cref="End"/> follows.
    /// </summary>
    public bool TryBegin(PredictionQueue model)
    {
        lock (_lock)
        {
            if (_working == places || _waiting.Count > 0) return false;
            Begin(model);
            return true;
        }
    }

    /// <summary>Has a model run on a thread, once, when its turn comes.</summary>
    public void Ask(PredictionQueue model)
    {
        lock (_lock)
        {
            Wait(model);
            Summon();
        }
    }

    /// <summary>A run is over.</summary>
    /// <param name="model">Whose it was.</param>
    /// <param name="cost">Ticks of <see cref="Stopwatch"/>, of all its threads.</param>
    /// <param name="again">Whether the model asks for another turn.</param>
    public void End(PredictionQueue model, long cost, bool again)
    {
        lock (_lock)
        {
            Leave(model, cost, again);
            Summon();
        }
    }

    private void Wait(PredictionQueue model)
    {
        if (!_waiting.Contains(model)) model.Spent = Math.Max(model.Spent, _now);
        _waiting.Add(model);
    }

    private void Begin(PredictionQueue model)
    {
        model.Spent = Math.Max(model.Spent, _now);
        _now = model.Spent;
        _working++;
    }

    private void Leave(PredictionQueue model, long cost, bool again)
    {
        _working--;
        model.Spent += cost / model.Share;
        if (again) _waiting.Add(model);   // with what it has spent: it was not idle
    }

    /// <summary>Wakes a thread, or makes one, for a place that somebody waits for and nobody is on his way to.</summary>
    private void Summon()
    {
        if (_summoned >= Math.Min(_waiting.Count, places - _working)) return;
        _summoned++;
        if (_idle >= _summoned) _bell.Release();
        else new Thread(Work) { IsBackground = true, Name = "hep model" }.Start();
    }

    private void Work()
    {
        PredictionQueue? model = null;
        (long cost, bool again) = (0, false);
        while (true)
        {
            if (!TryPick(ref model, cost, again))
            {
                _bell.Wait();
                lock (_lock) _idle--;
                continue;
            }
            long start = Stopwatch.GetTimestamp();
            again = model!.RunOnce();
            cost = (Stopwatch.GetTimestamp() - start) * model.ThreadsPerRun;
        }
    }

    /// <summary>
    /// Gives back the place of the last run, and takes one for the next; false, and one idle thread more, where nobody waits.
    /// </summary>
    private bool TryPick(ref PredictionQueue? model, long cost, bool again)
    {
        lock (_lock)
        {
            if (model is not null) Leave(model, cost, again);
            else _summoned--;
            model = null;
            if (_waiting.Count == 0 || _working == places)
            {
                _idle++;
                return false;
            }
            int next = 0;
            for (int i = 1; i < _waiting.Count; i++)
                if (_waiting[i].Spent < _waiting[next].Spent) next = i;
            model = _waiting[next];
            _waiting.RemoveAt(next);
            Begin(model);
            Summon();
            return true;
        }
    }
}
