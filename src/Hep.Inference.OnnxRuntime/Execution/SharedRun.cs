using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Hep.Inference.OnnxRuntime;

/// <summary>One run for one call or for several, each of which gets its own rows of the outputs.</summary>
internal static class SharedRun
{
    [SuppressMessage("Design", "CA1031:Do not catch general exception types",
        Justification = "whatever a run throws belongs to the callers, and the worker goes on")]
    public static void Serve(OnnxSession session, IReadOnlyList<PredictionCall> calls, PredictionCounts counts)
    {
        try
        {
            if (calls.Count == 1) ServeOne(session, calls[0], counts);
            else ServeJoined(session, calls, counts);
        }
        catch (Exception) when (calls.Count > 1)
        {
            // one caller's values must not fail the others
            foreach (PredictionCall call in calls.Where(c => !c.Completion.IsCompleted)) Serve(session, [call], counts);
        }
        catch (Exception e)
        {
            calls[0].Fail(e);
        }
    }

    private static void ServeOne(OnnxSession session, PredictionCall call, PredictionCounts counts)
    {
        RunTimes times = default;
        Tensor[] outputs = session.Run(call.Inputs, ref times, call.CancellationToken);
        counts.Ran(call.CountedRows, calls: 1, call.Waited, times);   // before the caller knows: who asks then finds it counted
        call.Complete(outputs);
    }

    private static void ServeJoined(OnnxSession session, IReadOnlyList<PredictionCall> calls, PredictionCounts counts)
    {
        int rows = calls.Sum(c => c.Rows);
        RunTimes times = default;
        Tensor[] outputs = RunJoined(session, calls, ref times);
        try
        {
            if (Array.Exists(outputs, o => o.Shape.IsEmpty || o.RowCount != rows))
                throw new InferenceException(InferenceFailure.Internal, "The model gives another number of rows than it takes.");
            counts.Ran(rows, calls.Count, calls.Sum(c => c.Waited), times);
            int start = 0;
            foreach (PredictionCall call in calls)
            {
                call.Complete(Array.ConvertAll(outputs, o => o.Rows(start, call.Rows)));
                start += call.Rows;
            }
        }
        finally
        {
            foreach (Tensor output in outputs) output.Dispose();
        }
    }

    private static Tensor[] RunJoined(OnnxSession session, IReadOnlyList<PredictionCall> calls, ref RunTimes times)
    {
        long start = Stopwatch.GetTimestamp();
        Tensor[] joined = new Tensor[calls[0].Inputs.Count];
        try
        {
            Tensor[] parts = new Tensor[calls.Count];
            for (int input = 0; input < joined.Length; input++)
            {
                for (int i = 0; i < parts.Length; i++) parts[i] = calls[i].Inputs[input];
                joined[input] = Tensor.Concat(parts);
            }
            times.Input += Stopwatch.GetTimestamp() - start;
            using CallersGone gone = new(calls);
            return session.Run(joined, ref times, gone.Token);
        }
        finally
        {
            foreach (Tensor? tensor in joined) tensor?.Dispose();
        }
    }
}
