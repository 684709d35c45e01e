using Hep.Root.IO.Files;
using Hep.Root.IO.Network;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Merging;

/// <summary>Looks at the keys of all files: which objects there are, and whether those of one path can become one.</summary>
internal sealed class MergeSurvey(MergeOptions options)
{
    private readonly Dictionary<string, FoundObject> _objects = new(StringComparer.Ordinal);
    private readonly List<FoundObject> _order = [];
    private readonly List<SkippedFile> _skipped = [];
    private readonly List<RootLocation> _files = [];
    private readonly MergedLayouts _layouts = new();

    /// <summary>What was found, in the order of the first files that have it; a directory before what lies in it.</summary>
    public IReadOnlyList<FoundObject> Objects => _order;

    /// <summary>The files that can be read.</summary>
    public IReadOnlyList<RootLocation> Files => _files;

    /// <summary>Those that cannot.</summary>
    public IReadOnlyList<SkippedFile> Skipped => _skipped;

    /// <summary>Looks at a file.</summary>
    public async Task AddAsync(RootLocation location, CancellationToken cancellationToken)
    {
        try
        {
            RootFile file = await RootFile.OpenAsync(location.File, options.Opening, cancellationToken).ConfigureAwait(false);
            await using (file.ConfigureAwait(false))
            {
                StreamerInfos infos = await file.GetInfosAsync(cancellationToken).ConfigureAwait(false);
                foreach (KeyNode node in await KeySearch.ListAsync(file, location, cancellationToken).ConfigureAwait(false))
                    if (Add(node.Newest, file.Location, infos) is { Kind: MergeKind.Tree, Why: null } tree)
                        await AddTreeAsync(tree, node.Newest, file, location, cancellationToken).ConfigureAwait(false);
            }
            _files.Add(location);
        }
        catch (RootException failure) when (options.SkipBadFiles)
        {
            _skipped.Add(new SkippedFile(LocationText.Show(location.File), failure, Epoch: null, EntryCount: null));
        }
    }

    private FoundObject Add(RootKey key, string shown, StreamerInfos infos)
    {
        MergeKind kind = KindOf(key, infos);
        if (!_objects.TryGetValue(key.Path, out FoundObject? found))
        {
            _objects.Add(key.Path, found = new FoundObject(key, kind));
            _order.Add(found);
        }
        found.Why ??= kind == MergeKind.None ? $"objects of class {key.ClassName} cannot be written here"
            : key.Name.Length == 0 || key.Name.AsSpan().ContainsAny("/;")
            ? "its name is empty, or has a slash or semicolon, which stand for directories and cycles" : null;
        found.Count(key);
        bool isLike = kind == found.Kind && (kind is MergeKind.Directory or MergeKind.Tree || key.ClassName == found.First.ClassName);
        if (!isLike) found.Why ??= $"it is a {key.ClassName} in '{shown}' and a {found.First.ClassName} in files before";
        return found;
    }

    private async Task AddTreeAsync(
        FoundObject found, RootKey key, RootFile file, RootLocation location, CancellationToken cancellationToken)
    {
        try
        {
            // A cycle counts where it is named.
            string named = $"{key.Path};{key.Cycle}";
            RootTree tree = await file.OpenTreeAsync(key, cancellationToken).ConfigureAwait(false);
            found.AddTree(tree, new RootLocation(location.File, location.Object == named ? named : key.Path), file.Location);
            await found.PlanCopyAsync(file, key, options, _layouts, cancellationToken).ConfigureAwait(false);
        }
        catch (RootException failure)
        {
            found.Why = failure.Message;
        }
    }

    /// <summary>What becomes of an object.</summary>
    public static MergeKind KindOf(RootKey key, StreamerInfos infos)
    {
        if (key.IsDirectory) return MergeKind.Directory;
        // A TChain has no entries of its own: it lists files.
        if (key.ClassName != "TChain" && (key.IsTree || infos.IsKindOf(key.ClassName, "TTree"))) return MergeKind.Tree;
        if (key.ClassName is "TObjString" or "TNamed") return MergeKind.Text;
        return HistogramAddition.Adds(key.ClassName) ? MergeKind.Sum
            : EfficiencyAddition.Adds(key.ClassName) ? MergeKind.Efficiency
            : GraphAddition.Adds(key.ClassName) ? MergeKind.Points : MergeKind.None;
    }
}
