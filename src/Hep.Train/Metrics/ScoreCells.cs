using System.Runtime.InteropServices;

namespace Hep.Train;

/// <summary>
/// The weights of two classes along a score, in ranges that do not overlap: each distinct score its own while there are few, neighbours
/// merged where there are more than memory is for. A merged range has at most the K-th part of either class when it is made, and takes in
/// what falls into it later; what its order inside would say is lost, and <see cref="RocCurve.AreaError"/> counts it.
/// </summary>
/// <param name="finest">K: there are at most 8 K ranges.</param>
internal sealed class ScoreCells(int finest = ScoreCells.Finest)
{
    /// <summary>K of metrics: 65 536 ranges of 40 bytes; half of the K-th part is 6·10⁻⁵.</summary>
    public const int Finest = 1 << 13;

    private readonly List<Cell> _cells = [];
    private bool _isSorted = true;
    private double _signal, _background;

    /// <summary>Ranges by falling score.</summary>
    public IEnumerable<Cell> Falling
    {
        get
        {
            Sort();
            for (int i = _cells.Count - 1; i >= 0; i--) yield return _cells[i];
        }
    }

    public void Add(float score, bool isSignal, double weight)
    {
        if (_cells.Count >= 8L * finest) Compress();
        double size = Math.Abs(weight);
        _cells.Add(isSignal ? new Cell(score, score, weight, 0, size, 0) : new Cell(score, score, 0, weight, 0, size));
        if (isSignal) _signal += size;
        else _background += size;
        _isSorted = false;
    }

    /// <summary>
    /// The score below which a share of the signal's absolute weight lies: exact where each score has its own range, else within the
    /// range that holds it, linearly between its ends. NaN without signal.
    /// </summary>
    public double Quantile(double share)
    {
        Sort();
        double below = 0, wanted = share * _signal;
        foreach (Cell cell in _cells)
        {
            if (below + cell.SignalSize >= wanted && cell.SignalSize > 0)
                return cell.Low + (cell.High - cell.Low) * Math.Clamp((wanted - below) / cell.SignalSize, 0, 1);
            below += cell.SignalSize;
        }
        return double.NaN;
    }

    private void Compress()
    {
        Sort();
        // Of two neighbours that stay apart one class has more than its K-th part: there are at most 4 K pairs of them.
        if (_cells.Count > 4L * finest) Merge(_signal / finest, _background / finest);
    }

    private void Sort()
    {
        if (_isSorted) return;
        CollectionsMarshal.AsSpan(_cells).Sort((a, b) => a.Low != b.Low ? a.Low.CompareTo(b.Low) : b.High.CompareTo(a.High));
        Merge(-1, -1);   // none that lie apart
        _isSorted = true;
    }

    private void Merge(double signalAtMost, double backgroundAtMost)
    {
        Span<Cell> cells = CollectionsMarshal.AsSpan(_cells);
        int last = 0;
        for (int i = 1; i < cells.Length; i++)
        {
            ref Cell into = ref cells[last];
            if (cells[i].Low <= into.High || (into.SignalSize + cells[i].SignalSize <= signalAtMost
                && into.BackgroundSize + cells[i].BackgroundSize <= backgroundAtMost)) into = into.With(cells[i]);
            else cells[++last] = cells[i];
        }
        if (cells.Length > 0) CollectionsMarshal.SetCount(_cells, last + 1);
    }

    /// <summary>A range of scores, both ends included, with the weights in it and the sums of their absolute values.</summary>
    internal readonly record struct Cell(
        float Low, float High, double Signal, double Background, double SignalSize, double BackgroundSize)
    {
        public Cell With(Cell next) => new(Low, Math.Max(High, next.High), Signal + next.Signal, Background + next.Background,
            SignalSize + next.SignalSize, BackgroundSize + next.BackgroundSize);
    }
}
