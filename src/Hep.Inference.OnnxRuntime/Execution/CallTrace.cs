using System.Diagnostics;

namespace Hep.Inference.OnnxRuntime;

/// <summary>
/// Where the time of a call went, as activities below its caller's: <c>queue</c>, the waiting for a run, and <c>run</c>, which it may have
/// shared. They are made when the call is over: a run knows its callers, and not whose activity is the current one.
/// </summary>
internal static class CallTrace
{
    private static readonly ActivitySource Activities = new(OnnxPredictor.ActivitySourceName);

    /// <summary>Whether anybody listens.</summary>
    public static bool IsWanted => Activities.HasListeners();

    /// <summary>Tells of a call that ends now.</summary>
    public static void Tell(PredictionCall call)
    {
        DateTimeOffset end = DateTimeOffset.UtcNow;
        DateTimeOffset arrived = end - Stopwatch.GetElapsedTime(call.Arrived);
        if (call.Run is not { } run)
        {
            Tell("queue", arrived, end);   // no run took it: too many waited, or its caller went away
            return;
        }
        DateTimeOffset taken = arrived + Stopwatch.GetElapsedTime(0, call.Waited);
        Tell("queue", arrived, taken);
        Tell("run", taken, end, new("hep.rows", run.CountedRows), new("hep.calls", run.CallCount));
    }

    private static void Tell(string name, DateTimeOffset start, DateTimeOffset end, params KeyValuePair<string, object?>[] tags)
    {
        using Activity? activity =
            Activities.StartActivity(name, ActivityKind.Internal, Activity.Current?.Context ?? default, tags, links: null, start);
        activity?.SetEndTime(end.UtcDateTime);
    }
}
