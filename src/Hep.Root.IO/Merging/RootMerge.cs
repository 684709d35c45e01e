using Hep.Root.IO.Files;
using Hep.Root.IO.Merging;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO;

/// <summary>
/// Files that become one, as ROOT's hadd joins them: trees of one path are chained, histograms, profiles and efficiencies added, points of
/// graphs put one behind the other, and texts that differ. Of each name the newest cycle counts, of texts all.
/// </summary>
public sealed class RootMerge
{
    private readonly MergeOptions _options;
    private readonly MergeSurvey _survey;
    private readonly Dictionary<FoundObject, IMergedTree> _trees;
    private readonly List<UnmergedObject> _unmerged;
    private bool _isWritten;

    private RootMerge(
        MergeOptions options, MergeSurvey survey, Dictionary<FoundObject, IMergedTree> trees, List<UnmergedObject> unmerged) =>
        (_options, _survey, _trees, _unmerged) = (options, survey, trees, unmerged);

    /// <summary>Looks at all files, and opens their trees for columns and entries; nothing is written yet.</summary>
    /// <param name="locations">
    /// The files in their order; where one names an object behind a colon, <c>a.root:plots</c>, that object alone with what lies in it.
    /// </param>
    /// <param name="options">How they are joined.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RootException">A file cannot be opened, or all files were skipped.</exception>
    public static Task<RootMerge> OpenAsync(
        IReadOnlyList<string> locations, MergeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(locations);
        return OpenAsync([.. locations.Select(l => RootLocation.Parse(l))], options, cancellationToken);
    }

    /// <summary>The same for locations that were taken apart.</summary>
    /// <inheritdoc cref="OpenAsync(IReadOnlyList{string}, MergeOptions?, CancellationToken)"/>
    public static async Task<RootMerge> OpenAsync(
        IReadOnlyList<RootLocation> files, MergeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentOutOfRangeException.ThrowIfZero(files.Count, nameof(files));
        options ??= MergeOptions.Default;
        options.Reading.Check();
        MergeSurvey survey = new(options);
        foreach (RootLocation file in files) await survey.AddAsync(file, cancellationToken).ConfigureAwait(false);
        if (survey.Files.Count == 0) throw new RootException($"None of the files can be read. The first of them: {survey.Skipped[0]}");
        CopyNothingNarrow(survey, options);
        List<UnmergedObject> unmerged = [];
        Dictionary<FoundObject, IMergedTree> trees = [];
        foreach (FoundObject found in survey.Objects)
        {
            if (found is { Kind: MergeKind.Tree, Why: null })
                try
                {
                    IMergedTree tree = found.Copies is { } copies ? new CopiedTree(found, copies, options.Opening)
                        : await RewrittenTree.OpenAsync(found, options, unmerged, cancellationToken).ConfigureAwait(false);
                    trees.Add(found, tree);
                    if (tree.ColumnCount == 0 && unmerged.Exists(u => u.Path == found.First.Path))
                        found.Why = "none of its columns can be merged";
                }
                catch (RootException failure)
                {
                    found.Why = failure.Message;
                }
            if (found.Why is { } why) unmerged.Add(new UnmergedObject(found.First.Path, null, why));
        }
        return new RootMerge(options, survey, trees, unmerged);
    }

    /// <summary>What the merged file is to have, in the order of the first files.</summary>
    public IReadOnlyList<MergedObject> Objects =>
    [
        .. Merged().Select(o => new MergedObject(o.First.Path, o.First.ClassName, o.FileCount)
        {
            EntryCount = _trees.GetValueOrDefault(o)?.EntryCount,
            ColumnCount = _trees.GetValueOrDefault(o)?.ColumnCount,
            WhyRewritten = _trees.GetValueOrDefault(o)?.WhyRewritten,
        }),
    ];

    /// <summary>The entries of all its trees.</summary>
    public long EntryCount => Objects.Sum(o => o.EntryCount ?? 0);

    /// <summary>
    /// What cannot be merged, and why: without <see cref="MergeOptions.LeaveOut"/> nothing is written as long as there is any. Writing adds
    /// histograms whose axes cannot be joined, and what turns out to be damaged.
    /// </summary>
    public IReadOnlyList<UnmergedObject> Unmerged => _unmerged;

    /// <summary>The files that were left out, where that is allowed.</summary>
    public IReadOnlyList<SkippedFile> SkippedFiles => _survey.Skipped;

    /// <summary>
    /// Writes the objects, once. In memory are a cluster of a tree, or some of its records, or histograms within the budget.
    /// </summary>
    /// <param name="output">The file to write, which stays open.</param>
    /// <param name="progress">Is told the number of entries that were written.</param>
    /// <param name="cancellationToken">Ends the writing; the file cannot be completed then.</param>
    /// <exception cref="InvalidOperationException">It was written before: what is left out is told of one file.</exception>
    /// <exception cref="RootException">
    /// Something cannot be merged, and is not to be left out; a file is damaged or has changed; the output cannot be written.
    /// </exception>
    public async Task WriteAsync(RootFileWriter output, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (_isWritten) throw new InvalidOperationException("The merge was written before: open it again to write it once more.");
        if (!_options.LeaveOut && _unmerged.Count > 0)
            throw new RootException(string.Concat(_unmerged[0].ToString(),
                _unmerged.Count > 1 ? $", and {_unmerged.Count - 1} more (RootMerge.Unmerged)" : "",
                ". MergeOptions.LeaveOut merges the rest.")) { Object = _unmerged[0].Path };
        _isWritten = true;
        foreach (FoundObject directory in Merged().Where(o => o.Kind == MergeKind.Directory))
            await output.CreateDirectoryAsync(directory.First.Path, directory.First.Title, cancellationToken).ConfigureAwait(false);
        await WriteObjectsAsync(output, cancellationToken).ConfigureAwait(false);
        long done = 0;
        foreach (FoundObject found in Merged().Where(o => o.Kind == MergeKind.Tree))
        {
            IMergedTree tree = _trees[found];
            long before = done;
            await tree.WriteAsync(output, entries => progress?.Report(before + entries), cancellationToken).ConfigureAwait(false);
            done += tree.EntryCount;
        }
    }

    // Trees come last, one behind the other.
    private static void CopyNothingNarrow(MergeSurvey survey, MergeOptions options)
    {
        ILookup<bool, FoundObject> objects = survey.Objects.Where(o => o.Why is null).ToLookup(o => o.Kind == MergeKind.Tree);
        double end = objects[false].Sum(o => o.MergedBytes);
        foreach (FoundObject tree in objects[true])
            if ((end += tree.StoredBytes) >= options.NarrowEnd) tree.CopyNothingNarrow();
    }

    private IEnumerable<FoundObject> Merged() => _survey.Objects.Where(o => o.Why is null);

    // Histograms, graphs and texts that fit into half of the budget together: the other half is for arrays that are used again.
    private IEnumerable<Dictionary<string, FoundObject>> Groups()
    {
        Dictionary<string, FoundObject> group = new(StringComparer.Ordinal);
        long bytes = 0;
        foreach (FoundObject found in Merged().Where(o => o.Kind is not (MergeKind.Directory or MergeKind.Tree)))
        {
            long needed = found.BytesNeeded;
            if (group.Count > 0 && bytes + needed > _options.MemoryBudget / 2)
            {
                yield return group;
                (group, bytes) = (new(StringComparer.Ordinal), 0);
            }
            group.Add(found.First.Path, found);
            bytes += needed;
        }
        if (group.Count > 0) yield return group;
    }

    // Arrays are handed on from group to group, and to nobody else: trees have use for the memory.
    private async Task WriteObjectsAsync(RootFileWriter output, CancellationToken cancellationToken)
    {
        SpentNumbers spent = new(_options.MemoryBudget / 2);
        foreach (Dictionary<string, FoundObject> group in Groups())
            await WriteGroupAsync(output, group, spent, cancellationToken).ConfigureAwait(false);
    }

    private async Task WriteGroupAsync(
        RootFileWriter output, Dictionary<string, FoundObject> group, SpentNumbers spent, CancellationToken cancellationToken)
    {
        HeldRoom room = new(_options.MemoryBudget / 4);
        Dictionary<FoundObject, IMergedContents> contents = group.Values.ToDictionary(o => o, o => o.NewContents(spent, room));
        foreach (RootLocation location in _survey.Files)
        {
            RootFile file = await RootFile.OpenAsync(location.File, _options.Opening, cancellationToken).ConfigureAwait(false);
            await using (file.ConfigureAwait(false))
                foreach (KeyNode node in await KeySearch.ListAsync(file, location, cancellationToken).ConfigureAwait(false))
                    if (group.TryGetValue(node.Newest.Path, out FoundObject? found))
                        await TryAsync(found, output, file.Location, () => AddAsync(contents[found], file, node)).ConfigureAwait(false);
        }
        foreach (FoundObject found in group.Values)
            if (contents.Remove(found, out IMergedContents? merged))      // what is written is forgotten
                await TryAsync(found, output, output.Path, () => WriteAsync(found, merged)).ConfigureAwait(false);

        async Task AddAsync(IMergedContents to, RootFile file, KeyNode node)
        {
            // Merged files have their texts in cycles.
            IEnumerable<RootKey> keys = to is MergedTexts ? node.Cycles.Where(k => k.ClassName == node.Newest.ClassName).Reverse()
                : [node.Newest];
            foreach (RootKey key in keys)
                to.Add(await RootObjects.ReadObjectAsync(file, key, spent, cancellationToken).ConfigureAwait(false));
        }

        async Task WriteAsync(FoundObject found, IMergedContents merged)
        {
            foreach (RootObject each in merged.ToObjects())
            {
                await output.WriteAsync(found.First.Path, each, cancellationToken).ConfigureAwait(false);
                if (found.Kind == MergeKind.Sum) HistogramAddition.GiveBack(each, spent);
            }
        }
    }

    // What cannot be read, added or encoded is left out where that is allowed; where the output fails, everything ends.
    private async Task TryAsync(FoundObject found, RootFileWriter output, string file, Func<Task> act)
    {
        if (found.Why is not null) return;
        try
        {
            await act().ConfigureAwait(false);
        }
        catch (RootException failure)
        {
            RootException placed = failure.In(file, $"object '{found.First.Path}'");
            if (!_options.LeaveOut || output.HasFailed) throw placed;
            found.Why = placed.Message;
            _unmerged.Add(new UnmergedObject(found.First.Path, null, found.Why));
        }
    }
}
