using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.OnnxRuntime;

namespace Hep.Inference.OnnxRuntime;

/// <summary>
/// One run for one call or for several, each of which gets its own rows of the outputs. When all of its callers have gone away it ends
/// for nobody.
/// </summary>
/// <param name="mostRows">Rows that calls may share.</param>
/// <param name="answersTogether">Whether callers of one run may be answered one after another on one thread.</param>
internal sealed class SharedRun(int mostRows, bool answersTogether) : IDisposable
{
    private readonly List<PredictionCall> _calls = [];
    private readonly RunOptions _options = new();
    private int _callers = 1;   // whoever gathers calls counts as one
    private int _rows;
    private volatile bool _isCopied;

    public bool IsEmpty => _calls.Count == 0;

    public int CallCount => _calls.Count;

    /// <summary>The rows of all calls.</summary>
    public int CountedRows => _calls.Count == 1 ? _calls[0].CountedRows : _rows;

    /// <summary>Whether a call can be rows of this run.</summary>
    public bool Fits(PredictionCall call) =>
        IsEmpty || (call.Rows > 0 && _calls[0].Rows > 0 && call.Rows <= mostRows - _rows && _calls[0].CanJoin(call));

    /// <summary>Takes a call, unless its caller went away.</summary>
    public void Add(PredictionCall call)
    {
        Interlocked.Increment(ref _callers);
        if (call.TryTake(this)) Keep(call);
        else Leave();
    }

    /// <summary>A caller went away.</summary>
    public void Leave(PredictionCall call)
    {
        if (_isCopied) call.Cancel();
        Leave();
    }

    /// <summary>Runs the model and answers the calls.</summary>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types",
        Justification = "whatever a run throws belongs to the callers, and the worker goes on")]
    public void Serve(OnnxSession session, PredictionCounts counts)
    {
        Leave();   // the calls are gathered
        try
        {
            if (_calls.Count == 1) ServeOne(session, counts);
            else ServeJoined(session, counts);
        }
        catch (Exception e) when (_calls.Count == 1 || e is OperationCanceledException)
        {
            foreach (PredictionCall call in _calls) call.Fail(e);
        }
        catch (Exception e)
        {
            // one caller's values must not fail the others
            foreach (PredictionCall call in _calls)
            {
                if (call.IsAnswered) call.StopWatching();   // its caller may be ending this run just now, which must still be there
                else ServeAlone(call, e, session, counts);
            }
        }
    }

    public void Dispose() => _options.Dispose();

    private void Keep(PredictionCall call)
    {
        _calls.Add(call);
        _rows += call.Rows;
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _callers) == 0) _options.Terminate = true;
    }

    private void ServeOne(OnnxSession session, PredictionCounts counts)
    {
        PredictionCall call = _calls[0];
        RunTimes times = default;
        Tensor[] outputs = session.Run(call.Inputs, ref times, _options);
        counts.Ran(call.CountedRows, calls: 1, call.Waited, times);   // before the caller knows: who asks then finds it counted
        call.Complete(outputs, here: false);
    }

    private void ServeJoined(OnnxSession session, PredictionCounts counts)
    {
        RunTimes times = default;
        Tensor[] outputs = RunJoined(session, ref times);
        try
        {
            if (Array.Exists(outputs, o => o.Shape.IsEmpty || o.RowCount != _rows))
                throw new InferenceException(InferenceFailure.Internal, "The model gives another number of rows than it takes.");
            counts.Ran(_rows, _calls.Count, _calls.Sum(c => c.Waited), times);
            Answer(Divide(outputs));
        }
        finally
        {
            foreach (Tensor output in outputs) output.Dispose();
        }
    }

    private Tensor[][] Divide(Tensor[] outputs)
    {
        Tensor[][] own = new Tensor[_calls.Count][];
        int start = 0;
        for (int call = 0; call < own.Length; call++)
        {
            own[call] = new Tensor[outputs.Length];
            for (int i = 0; i < outputs.Length; i++) own[call][i] = outputs[i].Rows(start, _calls[call].Rows);
            start += _calls[call].Rows;
        }
        return own;
    }

    private void Answer(Tensor[][] outputs)
    {
        if (answersTogether)
        {
            foreach (PredictionCall call in _calls) call.StopWatching();   // nobody ends this run any more
            Answers.Give(_calls, outputs);
            return;
        }
        for (int i = 0; i < outputs.Length; i++) _calls[i].Complete(outputs[i], here: false);
    }

    private Tensor[] RunJoined(OnnxSession session, ref RunTimes times)
    {
        long start = Stopwatch.GetTimestamp();
        Tensor[] joined = new Tensor[_calls[0].Inputs.Length];
        try
        {
            Tensor[] parts = new Tensor[_calls.Count];
            for (int input = 0; input < joined.Length; input++)
            {
                for (int i = 0; i < parts.Length; i++) parts[i] = _calls[i].Inputs[input];
                joined[input] = Tensor.Concat(parts);
            }
            _isCopied = true;
            times.Input += Stopwatch.GetTimestamp() - start;
            return session.Run(joined, ref times, _options);
        }
        finally
        {
            foreach (Tensor? tensor in joined) tensor?.Dispose();
        }
    }

    private void ServeAlone(PredictionCall call, Exception why, OnnxSession session, PredictionCounts counts)
    {
        using SharedRun alone = new(mostRows, answersTogether);
        Interlocked.Increment(ref alone._callers);
        if (!call.TryMove(this, alone))
        {
            call.Fail(why);   // nobody waits
            return;
        }
        alone.Keep(call);
        alone.Serve(session, counts);
    }
}
