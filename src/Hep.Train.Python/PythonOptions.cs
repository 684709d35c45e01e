namespace Hep.Train.Python;

/// <summary>How a script is run: the configuration's <c>training.python</c>, but for the script itself.</summary>
public sealed record PythonOptions
{
    /// <summary>The program that runs the script: a name on the PATH, or a path. It needs NumPy; Python 3.8 or later.</summary>
    public string Interpreter { get; init; } = OperatingSystem.IsWindows() ? "python" : "python3";

    /// <summary>What the script finds in <c>sys.argv[1:]</c>.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>
    /// How long a script may show no sign of life, neither taking a batch, nor answering, nor printing a line, before it is ended.
    /// Default 1 hour, as a <c>fit</c> of all data says nothing while it goes.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Bytes that <c>hep.data()</c> may take in the script's memory, at their peak. Default 4 GiB.</summary>
    public long Memory { get; init; } = 4L << 30;

    /// <summary>
    /// How far the exported model may be off the script's own predictions: absolutely, or for numbers above 1 relative to them.
    /// </summary>
    public double Tolerance { get; init; } = 1e-5;

    /// <summary>Which of several processes this is that learn together. Default: alone.</summary>
    public Shard Shard { get; init; } = Shard.Whole;

    /// <summary>Hears each line that the script prints, on a thread of its own.</summary>
    public IProgress<string>? Output { get; init; }

    /// <summary>Refuses what has no meaning.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    internal void Check()
    {
        ArgumentException.ThrowIfNullOrEmpty(Interpreter);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Memory);
        ArgumentOutOfRangeException.ThrowIfNegative(Tolerance);
        ArgumentNullException.ThrowIfNull(Shard);
    }
}
