using Hep.Root.IO.Files;
using Hep.Root.IO.Writing.Outputs;

namespace Hep.Root.IO.Merging;

/// <summary>The trees of one path, whose records are copied behind each other.</summary>
/// <param name="found">Where they are.</param>
/// <param name="plan">What they have in common.</param>
/// <param name="opening">How their files are opened.</param>
internal sealed class CopiedTree(FoundObject found, CopyPlan plan, RootOpenOptions? opening) : IMergedTree
{
    public long EntryCount => plan.EntryCount;

    public int ColumnCount => found.ColumnCount;

    public string? WhyRewritten => null;

    public async Task WriteAsync(RootFileWriter output, Action<long> progress, CancellationToken cancellationToken)
    {
        (SavedTree saved, TreeCopy copy) = await output.OpenTreeAsync(
            found.First.Path, found.Title, tree => (tree, plan.Open(tree)), cancellationToken).ConfigureAwait(false);
        await using (saved.ConfigureAwait(false))
        {
            long done = 0;
            foreach (RootLocation location in found.Trees)
            {
                RootFile file = await RootFile.OpenAsync(location.File, opening, cancellationToken).ConfigureAwait(false);
                await using (file.ConfigureAwait(false))
                    done += await AddAsync(copy, file, location.Object!, entries => progress(done + entries), cancellationToken)
                        .ConfigureAwait(false);
                progress(done);
                await saved.AutoSaveAsync(cancellationToken).ConfigureAwait(false);
            }
            await saved.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<long> AddAsync(
        TreeCopy copy, RootFile file, string path, Action<long> progress, CancellationToken cancellationToken)
    {
        KeyNode node = await KeySearch.FindAsync(file, path, cancellationToken).ConfigureAwait(false);
        try
        {
            return await copy.AddAsync(file, node.Newest, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (RootException failure)
        {
            throw failure.In(file.Location, $"tree '{path}'");
        }
    }
}
