using Hep.Jagged;
using Hep.Root.IO;
using Hep.Tool.Arguments;

namespace Hep.Tool.Measurements;

/// <summary>Reading some columns of some files and dropping them: what is measured.</summary>
internal sealed record ReadTask(IReadOnlyList<RootInput> Inputs, IReadOnlyList<string>? Columns, ReadOptions Options)
{
    /// <summary>Opens, reads and closes every file once.</summary>
    public async Task<ReadAmount> RunAsync(CancellationToken cancellationToken)
    {
        ReadAmount amount = new();
        foreach (RootInput input in Inputs)
        {
            await using RootFile file = await input.OpenAsync(cancellationToken);
            RootTree tree = await file.OpenTreeAsync(input.Object, cancellationToken);
            Schema? schema = null;
            await foreach (EntryBatch batch in tree.ReadBatchesAsync(Columns, Options, cancellationToken))
                using (batch)
                {
                    schema ??= batch.Schema;
                    amount.Entries += batch.EntryCount;
                }
            if (schema is not null) amount.Add(tree, schema);
        }
        return amount;
    }
}
