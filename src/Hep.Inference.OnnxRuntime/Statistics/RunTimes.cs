namespace Hep.Inference.OnnxRuntime;

/// <summary>Where the time of a run went, measured where it went; in ticks of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
internal struct RunTimes
{
    /// <summary>Joining the rows of several calls, and handing values over to the runtime.</summary>
    public long Input;

    /// <summary>The model itself.</summary>
    public long Infer;

    /// <summary>Taking results over from the runtime.</summary>
    public long Output;
}
