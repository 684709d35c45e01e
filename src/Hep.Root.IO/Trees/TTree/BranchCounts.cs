using Hep.Jagged;
using Hep.Root.IO.Trees.Reading;

namespace Hep.Root.IO.Trees.TTree;

/// <summary>For the runs of a batch that cannot decode without them, the counts that stand in other branches.</summary>
internal sealed class BranchCounts : BatchPieces
{
    private readonly Dictionary<DecoderRun, Column<int>> _counts = [];

    public Column<int>? Of(DecoderRun run) => _counts.GetValueOrDefault(run);

    public void Add(DecoderRun run, Column<int> counts) => _counts[run] = counts;

    public override void Dispose()
    {
        foreach (Column<int> counts in _counts.Values) counts.Dispose();
        _counts.Clear();
    }
}
