namespace Hep.Inference.Server.Repository;

/// <summary>What became of the requests that one of both versions of a trial got. For any number of threads.</summary>
internal sealed class CanaryArm
{
    // Latencies are told apart by a ratio of the sixteenth root of 2, 4 %, from a microsecond to some minutes.
    private const int PerOctave = 16, Octaves = 28;

    private readonly long[] _latencies = new long[PerOctave * Octaves];
    private long _failed, _refused;

    public void CountAnswer(TimeSpan elapsed) => Interlocked.Increment(ref _latencies[BucketOf(elapsed)]);

    /// <summary>A request that the version took ended without its answer, or its caller gave up waiting.</summary>
    public void CountFailure() => Interlocked.Increment(ref _failed);

    /// <summary>A request was malformed, or none that the version takes.</summary>
    public void CountRefusal() => Interlocked.Increment(ref _refused);

    public CanaryFigures Read() => new(
        Volatile.Read(ref _failed), Volatile.Read(ref _refused), Array.ConvertAll(_latencies, static n => Volatile.Read(ref n)));

    /// <summary>The bucket of a latency.</summary>
    public static int BucketOf(TimeSpan elapsed) =>
        Math.Clamp((int)Math.Floor(Math.Log2(Math.Max(1, elapsed.TotalMicroseconds)) * PerOctave), 0, (PerOctave * Octaves) - 1);

    /// <summary>The latency above all of a bucket.</summary>
    public static TimeSpan EndOf(int bucket) => TimeSpan.FromMicroseconds(Math.Pow(2, (bucket + 1.0) / PerOctave));
}
