namespace Hep.Jagged;

/// <summary>What becomes of a genuine NaN: one in the data, made by an expression, or an infinity.</summary>
public readonly record struct NanPolicy
{
    private NanPolicy(NanHandling handling, float number = 0) => (Handling, Number) = (handling, number);

    /// <summary>Written as padding, mask false.</summary>
    public static NanPolicy Mask => default;

    /// <summary>Stays NaN, mask true.</summary>
    public static NanPolicy Keep => new(NanHandling.Keep);

    /// <summary>Ends the work with a <see cref="PipelineException"/> that names column and entry.</summary>
    public static NanPolicy Error => new(NanHandling.Error);

    /// <summary>Becomes this number, which is not scaled; mask true.</summary>
    public static NanPolicy Replace(float number) => new(NanHandling.Replace, number);

    /// <summary>Which of the four.</summary>
    public NanHandling Handling { get; }

    /// <summary>The number that <see cref="Replace"/> was given; 0 otherwise.</summary>
    public float Number { get; }
}

/// <summary>The ways to treat a genuine NaN.</summary>
public enum NanHandling
{
    /// <summary>Written as padding, mask false.</summary>
    Mask,
    /// <summary>Stays NaN, mask true.</summary>
    Keep,
    /// <summary>A number in its place, mask true.</summary>
    Replace,
    /// <summary>A failure.</summary>
    Error,
}
