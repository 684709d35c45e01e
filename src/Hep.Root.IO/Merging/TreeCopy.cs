using Hep.Root.IO.Writing.Files;
using Hep.Root.IO.Writing.Outputs;
using Hep.Root.IO.Writing.Records;

namespace Hep.Root.IO.Merging;

/// <summary>A tree that is made of the records of others.</summary>
/// <param name="tables">The file that it is in.</param>
internal abstract class TreeCopy(FileTables tables)
    : TreeOutput(new RecordQueue(tables.File, RootCompression.None, threads: 1, () => tables.Now))
{
    /// <summary>Takes over the layouts of classes that a file describes.</summary>
    /// <exception cref="RootException">They are not those that were planned, and contradict them.</exception>
    protected async Task DescribeAsync(RootFile file, MergedLayouts layouts, CancellationToken cancellationToken)
    {
        await layouts.AddAsync(file, cancellationToken).ConfigureAwait(false);
        layouts.Describe(tables);
    }

    /// <summary>Copies the records of a tree.</summary>
    /// <param name="file">Its file.</param>
    /// <param name="key">Its key.</param>
    /// <param name="progress">Is told how many of its entries are copied.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Its entries.</returns>
    /// <exception cref="RootException">It is damaged, or not as it was when it was planned.</exception>
    public abstract Task<long> AddAsync(RootFile file, RootKey key, Action<long> progress, CancellationToken cancellationToken);
}
