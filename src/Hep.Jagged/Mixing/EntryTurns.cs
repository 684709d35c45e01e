namespace Hep.Jagged;

/// <summary>
/// Whose entry is next: that of the group whose entries so far, divided by its weight, are fewest; of equals one that is being read, so
/// that none begins again while another may be about to end; of those the first. No group is ever ahead of its share by more than an
/// entry.
/// </summary>
/// <param name="weights">Positive numbers.</param>
/// <param name="end">When it is over.</param>
internal sealed class EntryTurns(double[] weights, MixtureEnd end)
{
    /// <summary>How many numbers of each group <see cref="Numbers"/> has.</summary>
    public const int NumberCount = 3;

    private readonly long[] _given = new long[weights.Length];
    private readonly long[] _givenBefore = new long[weights.Length];    // when the reading that ended last began
    private readonly State[] _states = new State[weights.Length];
    private int _unread = weights.Length;

    /// <summary>All that decides the turns that come, to go on with.</summary>
    public IEnumerable<long> Numbers =>
        Enumerable.Range(0, weights.Length).SelectMany(i => (long[])[_given[i], _givenBefore[i], (long)_states[i]]);

    /// <summary>Goes on where others were.</summary>
    /// <param name="numbers">Their <see cref="Numbers"/>.</param>
    public void GoOn(IReadOnlyList<long> numbers)
    {
        for (int i = 0; i < weights.Length; i++)
            (_given[i], _givenBefore[i], _states[i]) = (numbers[NumberCount * i], numbers[NumberCount * i + 1],
                (State)Math.Clamp(numbers[NumberCount * i + 2], (long)State.First, (long)State.LeftOut));
        _unread = _states.Count(s => s == State.First);
    }

    /// <summary>The next group; −1: the mixture is over.</summary>
    public int Next()
    {
        int next = -1;
        double least = double.PositiveInfinity;
        for (int i = 0; i < weights.Length; i++)
        {
            if (_states[i] == State.LeftOut) continue;
            double progress = _given[i] / weights[i];
            if (progress < least || (progress == least && next >= 0 && _states[next] == State.Ended && _states[i] != State.Ended))
                (next, least) = (i, progress);
        }
        return next;
    }

    /// <summary>A group gives its next entry.</summary>
    public void Give(int group)
    {
        _given[group]++;
        if (_states[group] == State.Ended) _states[group] = State.Again;
    }

    /// <summary>A group has no more entries: it is left out, or begins again.</summary>
    /// <returns>False where the mixture is over.</returns>
    /// <exception cref="PipelineException">It is to begin again, and has no entries.</exception>
    public bool End(int group)
    {
        if (_states[group] == State.First) _unread--;
        if (end == MixtureEnd.First || _unread == 0)
        {
            Array.Fill(_states, State.LeftOut);         // nor does it go on from the place behind its last entry
            return false;
        }
        _states[group] = end == MixtureEnd.Last ? State.LeftOut : State.Ended;
        if (end == MixtureEnd.Longest && _given[group] == _givenBefore[group])
            throw new PipelineException($"Part {group} of the mixture has no entries: it cannot begin again until the longest has ended.");
        _givenBefore[group] = _given[group];
        return true;
    }

    private enum State
    {
        First,
        Ended,
        Again,
        LeftOut,
    }
}
