namespace Hep.Root.IO.Serialization;

/// <summary>
/// Arrays of numbers whose objects are needed no more, for those that are read next: the runtime collects large arrays late, and would hold
/// many times what is in use by then.
/// </summary>
/// <param name="mostBytes">What all of them may take.</param>
internal sealed class SpentNumbers(long mostBytes)
{
    private const int FewestNumbers = 4096;                 // smaller ones are collected soon

    private readonly List<double[]> _arrays = [];
    private long _bytes;

    /// <summary>Takes an array that nobody uses any more; the oldest make room for it.</summary>
    public void Add(double[] spent)
    {
        if (spent.Length < FewestNumbers || BytesOf(spent) > mostBytes || _arrays.Contains(spent)) return;
        while (_bytes + BytesOf(spent) > mostBytes) Remove(0);
        _arrays.Add(spent);
        _bytes += BytesOf(spent);
    }

    /// <summary>Gives one of just that length, with numbers of old in it; null where there is none.</summary>
    public double[]? Take(int count)
    {
        int found = _arrays.FindIndex(a => a.Length == count);
        return found < 0 ? null : Remove(found);
    }

    private static long BytesOf(double[] numbers) => (long)numbers.Length * sizeof(double);

    private double[] Remove(int at)
    {
        double[] removed = _arrays[at];
        _arrays.RemoveAt(at);
        _bytes -= BytesOf(removed);
        return removed;
    }
}
