using Hep.Root.IO.Serialization;
using Hep.Root.IO.Trees.TTree;
using Hep.Root.IO.Writing.Baskets;
using Hep.Root.IO.Writing.Objects;
using Hep.Root.IO.Writing.Outputs;

namespace Hep.Root.IO.Merging.Baskets;

/// <summary>TTrees whose baskets are to be copied: all of one form, and complete.</summary>
/// <param name="layouts">What versions of classes mean in the merged file.</param>
internal sealed class BasketCopyPlan(MergedLayouts layouts) : CopyPlan(layouts)
{
    // Baskets that are stored otherwise than those of numbers: the order of objects in the buffer stands behind the places of entries.
    private const int WithDisplacements = 40;

    private static readonly HashSet<string> BranchClasses = ["TBranch", Branch.ElementClass, Branch.ObjectClass];

    private StoredTree? _first;
    private TreeForm? _form;

    // Which branches have baskets, as the first tree with entries has them: one that holds others may have none.
    private bool[]? _withBaskets;

    public override async Task AddAsync(RootFile file, RootKey key, CancellationToken cancellationToken)
    {
        StoredTree tree = await ReadAsync(file, key, cancellationToken).ConfigureAwait(false);
        if (_form is null)
        {
            (_first, _form) = (tree, new TreeForm(tree));
            // Whatever is in its record can be moved, or this says what cannot.
            JoinedTree trial = new(tree, key.Name, 0);
            trial.Add(tree);
            trial.Write(new ObjectBuffer(0));
        }
        await Layouts.AddAsync(file, cancellationToken).ConfigureAwait(false);
        if (tree.EntryCount > 0) _withBaskets ??= [.. tree.Branches.Select(b => b.Places.Count > 0)];
        if (!HasNarrowPlaces) HasNarrowPlaces = await HasNarrowKeysAsync(file, tree, cancellationToken).ConfigureAwait(false);
        Count(tree.EntryCount);
    }

    public override TreeCopy Open(SavedTree tree)
    {
        JoinedTree joined = new(_first!, tree.Name, tree.Directory.Key.Seek);
        return tree.Take(new BasketCopy(this, tree.File.Tables, tree.Directory, joined));
    }

    /// <summary>Reads a tree, and compares it with those before.</summary>
    /// <exception cref="RootException">Its baskets cannot be copied behind theirs.</exception>
    public async Task<StoredTree> ReadAsync(RootFile file, RootKey key, CancellationToken cancellationToken)
    {
        StoredTree tree = await StoredTree.ReadAsync(file, key, cancellationToken).ConfigureAwait(false);
        string? why = WhyNot(tree, key, file) ?? Difference(tree);
        return why is null ? tree : throw new RootException($"in '{file.Location}' {why}");
    }

    // Keys of baskets have eight bytes for places since ROOT 4.02, however small the file is (TBasket's constructor adds 1000 to fVersion),
    // and before that four in files of less than 2 GB. One writer gives those the same form: that of the first basket is looked at.
    private static async Task<bool> HasNarrowKeysAsync(RootFile file, StoredTree tree, CancellationToken cancellationToken)
    {
        BasketPlace? first = tree.Branches.SelectMany(b => b.Baskets).Where(p => p.Embedded is null).MinBy(p => p.Seek);
        if (first is null || first.Seek > file.Length - CopiedBaskets.TellingBytes) return false;
        byte[] key = new byte[CopiedBaskets.TellingBytes];
        await file.Records.Source.ReadAsync([new ByteRead(first.Seek, key)], cancellationToken).ConfigureAwait(false);
        return !CopiedBaskets.HasWidePlaces(key);
    }

    private string? Difference(StoredTree tree) =>
        _first is null ? null
        : tree.ClassName != _first.ClassName ? $"it is a {tree.ClassName}, and a {_first.ClassName} in files before"
        : _form!.Difference(new TreeForm(tree)) ?? BasketDifference(tree);

    private string? BasketDifference(StoredTree tree) =>
        _withBaskets is null || tree.EntryCount == 0 ? null
        : tree.Branches.Where((b, i) => b.Places.Count > 0 != _withBaskets[i]).FirstOrDefault() is not { } branch ? null
        : $"branch '{branch.Name}' has {(branch.Places.Count > 0 ? "baskets" : "none")}, otherwise than in files before";

    private static string? WhyNot(StoredTree tree, RootKey key, RootFile file)
    {
        if (tree.Infos.Damage is not null) return "the layouts of classes cannot be read";
        // The ids in references count the processes of a file.
        if (file.Keys.Any(k => k.ClassName == "TProcessID") || tree.Object["fBranchRef"] is not null)
            return "objects refer to each other across entries (TProcessID)";
        if (tree.Object["fTreeIndex"] is not null || tree.Object.GetNumbers("fIndexValues").Length > 0) return "it has an index of entries";
        return tree.Branches.Select(b => WhyNot(b, key.Name, tree)).FirstOrDefault(w => w is not null);
    }

    private static string? WhyNot(Branch branch, string name, StoredTree tree)
    {
        if (!BranchClasses.Contains(branch.ClassName)) return $"branch '{branch.Name}' is a {branch.ClassName}";
        if (branch.HasUnknownLeaves) return $"branch '{branch.Name}' has a leaf of a class that is not described";
        if (branch.Places.Count == 0)
            return branch.Children.Count > 0 || tree.EntryCount == 0 && branch.EntryCount == 0 ? null
                : $"branch '{branch.Name}' has no baskets";
        if (branch.FileName.Length > 0) return $"the baskets of branch '{branch.Name}' are in another file";
        long next = 0;
        bool wasEmbedded = false;
        foreach (BasketPlace place in branch.Baskets)
        {
            string basket = $"basket {place.Index} of branch '{branch.Name}'";
            if (place.FirstEntry != next) return $"{basket} begins with entry {place.FirstEntry}, where {next} comes next";
            next = place.EndEntry;
            if (place.Embedded is { } embedded)
            {
                wasEmbedded = true;
                // Objects tell of each other by places from the start of the key.
                bool moves = embedded.Header.KeyLength != new BasketKey(branch.Name, name, 0).Length;
                if (embedded.Header.GeneratesOffsets || embedded.Header.StoredFlag > WithDisplacements
                    || (moves && branch.ClassName != "TBranch"))
                    return $"{basket} lies in the tree's record in a form that is not written";
                if (!IsComplete(embedded, place.EntryCount)) return $"{basket} lies in the tree's record with other entries than are told";
            }
            else if (wasEmbedded || place.Seek <= 0 || place.RecordBytes <= 0) return $"{basket} has no place in the file";
            else if (place.RecordBytes > tree.Limits.MaxRecordBytes)
                return $"{basket} has more than {tree.Limits.MaxRecordBytes} bytes (RootReadLimits.MaxRecordBytes)";
        }
        return next == tree.EntryCount && branch.EntryCount == tree.EntryCount ? null
            : $"branch '{branch.Name}' has {next} entries, and its tree {tree.EntryCount}";
    }

    // As it would be read: the data are there, and the entries that the branch counts, of one size or each with its place.
    private static bool IsComplete(EmbeddedBasket basket, int entryCount)
    {
        (BasketHeader header, int[] offsets, byte[] data) = basket;
        return header.EntryCount == entryCount && data.Length == header.DataBytes
            && (offsets.Length > 0 || (header.EntryBytes > 0 && (long)header.EntryBytes * entryCount == data.Length));
    }
}
