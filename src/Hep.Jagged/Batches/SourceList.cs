namespace Hep.Jagged;

/// <summary>
/// Sources in the order in which rows first name them. Lists of rows that are taken from and joined again and again forget
/// in this way the files of which no row is left.
/// </summary>
internal sealed class SourceList
{
    private readonly Dictionary<EntrySource, int> _places = [];

    /// <summary>Turns indices into a list of sources into indices into this one.</summary>
    /// <param name="sources">What the indices point to now.</param>
    /// <param name="indices">One for each row; changed in place.</param>
    public void Adopt(EntrySource[] sources, Span<int> indices)
    {
        int[] known = new int[sources.Length];
        Array.Fill(known, -1);
        foreach (ref int index in indices)
        {
            int place = known[index];
            if (place < 0)
            {
                if (!_places.TryGetValue(sources[index], out place)) _places.Add(sources[index], place = _places.Count);
                known[index] = place;
            }
            index = place;
        }
    }

    public EntrySource[] ToArray() => [.. _places.OrderBy(p => p.Value).Select(p => p.Key)];
}
