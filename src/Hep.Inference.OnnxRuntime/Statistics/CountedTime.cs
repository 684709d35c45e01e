namespace Hep.Inference.OnnxRuntime;

/// <summary>How often something happened, and the time that it took in all.</summary>
/// <param name="Count">How often.</param>
/// <param name="Total">Added up.</param>
public readonly record struct CountedTime(long Count, TimeSpan Total)
{
    internal CountedTime With(TimeSpan time, int count = 1) => new(Count + count, Total + (time * count));
}
