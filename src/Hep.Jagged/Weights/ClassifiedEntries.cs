namespace Hep.Jagged;

/// <summary>Class, bin and weight of each entry of a batch.</summary>
internal sealed class ClassifiedEntries(SharedMemory<double> labels, SharedMemory<int> bins, SharedMemory<double>? weights) : IDisposable
{
    public ReadOnlySpan<double> Labels => labels.Span;

    /// <summary>Row-major over the axes; −1: outside.</summary>
    public ReadOnlySpan<int> Bins => bins.Span;

    /// <summary>Empty: each counts 1.</summary>
    public ReadOnlySpan<double> Weights => weights is null ? [] : weights.Span;

    public void Dispose()
    {
        labels.Dispose();
        bins.Dispose();
        weights?.Dispose();
    }
}
