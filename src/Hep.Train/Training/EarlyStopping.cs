namespace Hep.Train;

/// <summary>Remembers the best loss and tells when to stop hoping for a better one.</summary>
/// <param name="patience">Epochs without a better loss after which it stops; 0: never.</param>
internal sealed class EarlyStopping(int patience)
{
    private double _best = double.PositiveInfinity;
    private int _since;

    /// <summary>Whether the last loss was the best so far.</summary>
    public bool IsBest => _since == 0;

    /// <summary>Whether patience has run out.</summary>
    public bool IsOver => patience > 0 && _since >= patience;

    /// <summary>Takes in the loss of one more epoch; NaN, where it has none, is never better.</summary>
    public void Observe(double loss)
    {
        if (loss < _best) (_best, _since) = (loss, 0);
        else _since++;
    }
}
