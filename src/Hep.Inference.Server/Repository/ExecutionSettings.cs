using System.Globalization;
using Hep.Inference.OnnxRuntime;

namespace Hep.Inference.Server.Repository;

/// <summary>The gate for how a model is to be run: what it sets goes over what the service has for every model.</summary>
internal static class ExecutionSettings
{
    private const int MostRows = 65_536, MostThreads = 256, LongestQueue = 1 << 20;
    private const long LongestDelay = 60_000_000;
    private const double LeastShare = 0.01, MostShare = 100;

    /// <exception cref="InferenceException">A value is out of its bounds, or the runtime lacks the provider.</exception>
    public static OnnxPredictorOptions Over(this ModelExecution execution, OnnxPredictorOptions options)
    {
        ExecutionProvider provider = execution.Provider is { } name ? ExecutionProvider.Parse(name) : options.Provider;
        provider.CheckAvailable();
        return options with
        {
            SharedRows = Check("max_batch", execution.MaxBatch, 1, MostRows) ?? options.SharedRows,
            LongestWait = Check("max_delay_microseconds", execution.MaxDelayMicroseconds, 0, LongestDelay) is { } delay
                ? TimeSpan.FromMicroseconds(delay)
                : options.LongestWait,
            Workers = Check("workers", execution.Workers, 1, MostThreads) ?? options.Workers,
            ThreadsPerRun = Check("threads", execution.Threads, 1, MostThreads) ?? options.ThreadsPerRun,
            QueueLength = Check("queue_length", execution.QueueLength, 1, LongestQueue) ?? options.QueueLength,
            Share = Check("share", execution.Share, LeastShare, MostShare) ?? options.Share,
            Provider = provider,
        };
    }

    private static T? Check<T>(string name, T? value, T least, T most) where T : struct, IComparable<T> =>
        value is not { } given || (given.CompareTo(least) >= 0 && given.CompareTo(most) <= 0)
            ? value
            : throw new InferenceException(InferenceFailure.InvalidRequest, string.Create(CultureInfo.InvariantCulture,
                $"'{name}' of the execution is from {least} to {most}, not {given}."));
}
