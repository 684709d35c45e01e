using Hep.Jagged;
using Hep.Root.IO;
using Hep.Tool.Arguments;

namespace Hep.Tool.Measurements;

/// <summary>Reading some columns of some files and dropping them: what is measured.</summary>
internal sealed record ReadTask(IReadOnlyList<RootInput> Inputs, IReadOnlyList<string>? Columns, ReadOptions Options)
{
    /// <summary>Opens, reads and closes every file once.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        IEnumerable<RootLocation> locations = Inputs.Select(i => i.Location);
        await foreach (EntryBatch batch in RootTrees.ReadBatchesAsync(locations, Columns, Options, Inputs[0].Opening, cancellationToken))
            batch.Dispose();
    }

    /// <summary>How much that is; not part of what is measured.</summary>
    public async Task<ReadAmount> AmountAsync(CancellationToken cancellationToken)
    {
        ReadAmount amount = new();
        foreach (RootInput input in Inputs)
        {
            await using RootFile file = await input.OpenAsync(cancellationToken);
            RootTree tree = await file.OpenTreeAsync(input.Object, cancellationToken);
            ReadOptions one = Options with { BatchSize = 1, EndEntry = 1, Threads = 1 };     // nothing is kept for a next one
            await foreach (EntryBatch first in tree.ReadBatchesAsync(Columns, one, cancellationToken))
                using (first)
                {
                    amount.Add(tree, first.Schema);
                    break;
                }
        }
        return amount;
    }
}
