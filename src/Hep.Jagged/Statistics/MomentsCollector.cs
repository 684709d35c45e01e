namespace Hep.Jagged;

/// <summary>
/// Takes the moments of a stream of finite values, a stretch at a time. Where stretches end depends on the number of values before, and not
/// on how they come: so the last bits of the moments are the same for batches of any size.
/// </summary>
/// <param name="logarithm">Whether the moments of ln(1 + max(x, 0)) are taken too.</param>
internal sealed class MomentsCollector(bool logarithm)
{
    private const int Stretch = 4096;   // as much as stays in the nearest cache, with its scratch

    private readonly double[] _open = new double[Stretch];
    private int _held;
    private Moments _plain, _log;

    /// <summary>Adds values, which are overwritten.</summary>
    public void Add(Span<double> values)
    {
        if (_held > 0)
        {
            Span<double> joined = values[..Math.Min(Stretch - _held, values.Length)];
            Hold(joined);
            values = values[joined.Length..];
            if (_held < Stretch) return;
            Close(_open);
            _held = 0;
        }
        for (; values.Length >= Stretch; values = values[Stretch..]) Close(values[..Stretch]);
        Hold(values);
    }

    /// <summary>The moments of all values; nothing can be added afterwards.</summary>
    public (Moments Plain, Moments Log) Finish()
    {
        Close(_open.AsSpan(0, _held));
        _held = 0;
        return (_plain, _log);
    }

    private void Hold(ReadOnlySpan<double> values)
    {
        values.CopyTo(_open.AsSpan(_held));
        _held += values.Length;
    }

    private void Close(Span<double> stretch)
    {
        using SharedMemory<double> scratch = SharedMemory<double>.Rent(stretch.Length);
        _plain = _plain.With(Moments.Of(stretch, scratch.Span));
        if (!logarithm) return;
        ValueTransform.TakeLogarithm(stretch);
        _log = _log.With(Moments.Of(stretch, scratch.Span));
    }
}
