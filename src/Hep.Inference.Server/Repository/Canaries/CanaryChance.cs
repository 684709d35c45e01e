namespace Hep.Inference.Server.Repository;

/// <summary>
/// By which requests are spread over both versions of a trial. A type of its own: an application may have registered a
/// <see cref="Random"/> that is not made for many threads.
/// </summary>
internal sealed class CanaryChance(Random random)
{
    private readonly Lock _lock = new();

    /// <summary>A number from 0 to 1, below 1.</summary>
    public double Next()
    {
        lock (_lock) return random.NextDouble();
    }
}
