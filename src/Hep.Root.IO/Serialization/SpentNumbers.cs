namespace Hep.Root.IO.Serialization;

/// <summary>
/// Arrays of numbers whose objects are needed no more, for those that are read next: the runtime collects large arrays late, and would hold
/// many times what is in use by then.
/// </summary>
internal sealed class SpentNumbers
{
    // Those of a profile and its sum.
    private const int MostArrays = 8, FewestNumbers = 4096;

    private readonly List<double[]> _arrays = [];

    /// <summary>Takes an array that nobody uses any more.</summary>
    public void Add(double[] spent)
    {
        if (spent.Length < FewestNumbers || _arrays.Contains(spent)) return;
        if (_arrays.Count == MostArrays) _arrays.RemoveAt(0);
        _arrays.Add(spent);
    }

    /// <summary>Gives one of just that length, with numbers of old in it; null where there is none.</summary>
    public double[]? Take(int count)
    {
        if (count < FewestNumbers || _arrays.Count == 0) return null;
        int found = _arrays.FindIndex(a => a.Length == count);
        double[]? taken = found < 0 ? null : _arrays[found];
        _arrays.RemoveAt(Math.Max(found, 0));               // where none fits the oldest goes: others may come no more
        return taken;
    }
}
