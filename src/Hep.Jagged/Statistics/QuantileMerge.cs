namespace Hep.Jagged;

/// <summary>
/// Merges the summaries of the parts of a dataset, in their order: exact while all parts are and have no more than so many different values
/// together. Else a tree: of 8 summaries of one level one of the next is made, compacted to 10 000 values.
/// <para>
/// The error stays below 0.1 % of all N values for up to 10⁵ parts of up to 10⁹ values each; as <see cref="QuantileSummary"/> counts:
/// a part of n values that was compacted to 2000 is off by at most n / 4000 + ½, that is 0.05 % for n = 2001 and 0.025 % for large n; one
/// of more than 10⁶ values by up to 0.046 % besides, as its sketch was (15 levels of 32 768 values). 10⁵ parts make 5 levels: the
/// compactions of each cost N / 20 000 together, 0.005 %, and ½ for each, 0.005 % at the first level and an eighth of that a level higher.
/// So 0.05 + 0.025 + 0.006 = 0.081 % at most where parts are small, and 0.046 + 0.025 + 0.025 = 0.096 % where all have 10⁹ values. Every
/// summary counts its own error, and tests hold that to this.
/// </para>
/// </summary>
/// <param name="exactLimit">Different values up to which quantiles are exact.</param>
internal sealed class QuantileMerge(int exactLimit)
{
    private const int FanIn = 8, Ranks = 10_000;
    private const int LeastStored = 1 << 16;   // exact values are put together when they are twice those of the last time, or this many

    private readonly List<List<QuantileSummary>> _levels = [];
    private List<QuantileSummary>? _exact = [];
    private int _stored, _storedMost = LeastStored;

    /// <summary>Adds the summary of the next part.</summary>
    public void Add(QuantileSummary part)
    {
        if (_exact is not null && part.RankError == 0)
        {
            _exact.Add(part);
            _stored += part.Values.Length;
            if (_stored > _storedMost) CombineExact();
            return;
        }
        LeaveExact();
        Push(0, part.Compact(QuantileSummary.PartRanks));
    }

    /// <summary>The summary of all parts.</summary>
    public QuantileSummary Finish()
    {
        if (_exact is not null) CombineExact();
        return QuantileSummary.Combine(_exact ?? [.. _levels.SelectMany(l => l)]);
    }

    private void CombineExact()
    {
        QuantileSummary combined = QuantileSummary.Combine(_exact!);
        _exact = [combined];
        _stored = combined.Values.Length;
        _storedMost = Math.Max(2 * _stored, LeastStored);
        if (_stored > exactLimit) LeaveExact();
    }

    // They are of several parts mostly, and so begin a level higher.
    private void LeaveExact()
    {
        if (_exact is not { } exact) return;
        _exact = null;
        if (exact.Count > 0) Push(1, QuantileSummary.Combine(exact).Compact(Ranks));
    }

    private void Push(int level, QuantileSummary summary)
    {
        while (_levels.Count <= level) _levels.Add([]);
        _levels[level].Add(summary);
        if (_levels[level].Count < FanIn) return;
        QuantileSummary combined = QuantileSummary.Combine(_levels[level]).Compact(Ranks);
        _levels[level].Clear();
        Push(level + 1, combined);
    }
}
