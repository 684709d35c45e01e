using CommunityToolkit.HighPerformance.Buffers;
using Hep.Jagged;
using Hep.Root.IO.Files;
using Hep.Root.IO.Serialization;
using Hep.Root.IO.Trees.Classes;
using Hep.Root.IO.Trees.Decoding;
using Hep.Root.IO.Trees.Reading;

namespace Hep.Root.IO.Trees.TTree;

/// <summary>
/// Plans the columns of a tree. What the metadata leave open, the class of the objects of a TClonesArray, and whether anything is stored
/// of a member, a first basket is asked for.
/// </summary>
internal sealed class TreePlanning
{
    private const int SizeAt = 6, SizeBytes = 4;            // fObjlen in a key: behind fNbytes and the version

    private readonly RootObject _tree;
    private readonly StreamerInfos _infos;
    private readonly RecordReader _records;
    private readonly OpeningAllowance _allowance;

    private TreePlanning(RootObject tree, StreamerInfos infos, RecordReader records)
    {
        (_tree, _infos, _records) = (tree, infos, records);
        _allowance = new OpeningAllowance(records.Limits);
    }

    /// <summary>Plans all columns; most trees are planned without a look at their entries.</summary>
    /// <exception cref="RootException">The metadata are damaged, or the file cannot be read at all.</exception>
    public static async ValueTask<TreeMetadata> PlanAsync(
        RootObject tree, StreamerInfos infos, RecordReader records, CancellationToken cancellationToken)
    {
        TreePlanning planning = new(tree, infos, records);
        (TreeMetadata planned, ClonesClasses clones) = await planning.LearnClassesAsync(cancellationToken).ConfigureAwait(false);
        HashSet<RootObject> unstored = await planning.FindUnstoredAsync(planned, cancellationToken).ConfigureAwait(false);
        return unstored.Count == 0 ? planned : new TreeMetadata(tree, infos, records.Limits, clones, unstored);
    }

    private async ValueTask<(TreeMetadata Planned, ClonesClasses Clones)> LearnClassesAsync(CancellationToken cancellationToken)
    {
        TreeMetadata asking = new(_tree, _infos, _records.Limits, ClonesClasses.Asking);
        Question[] questions = [.. asking.Columns
            .Where(c => c.TypeName == ClonesClasses.Question && c.Schema?.Type == ElementType.String)
            .GroupBy(c => asking.Programs[c.Name].Branch).Select(g => new Question(g.Key, [.. g.Select(c => c.Name)]))];
        if (questions.Length == 0) return (asking, ClonesClasses.Asking);
        Dictionary<string, string> known = [];
        foreach (Question question in questions) await AskAsync(question, asking, known, cancellationToken).ConfigureAwait(false);
        HashSet<string> unasked = [.. questions.Where(q => q.IsTooMuch).SelectMany(q => q.Names)];
        ClonesClasses clones = new(known) { Unasked = unasked };
        TreeMetadata planned = new(_tree, _infos, _records.Limits, clones);
        // Objects of classes that stream themselves by hand are not what their infos say. The entries of the first basket show it, and what
        // stands around such an array can be read without it. Where those arrays are all empty they show nothing: the class counts as told.
        int learnt = known.Count;
        foreach (Question question in questions)
            if (await IsRefutedAsync(question, planned, known, cancellationToken).ConfigureAwait(false))
                foreach (string name in question.Names) known.Remove(name);
        return (known.Count == learnt ? planned : new TreeMetadata(_tree, _infos, _records.Limits, clones), clones);
    }

    // Members of collections with elements, whose baskets are too short to hold any: ROOT stores nothing of a class without a dictionary.
    // Where the collection is empty in the entries of the first basket, it shows in reading.
    private async ValueTask<HashSet<RootObject>> FindUnstoredAsync(TreeMetadata planned, CancellationToken cancellationToken)
    {
        HashSet<RootObject> unstored = new(ObjectIdentity.Comparer);
        string name = _tree.GetText("fName");
        foreach (IGrouping<Branch, ColumnProgram> columns in planned.Programs.Values
            .Where(p => p.Decoder.CountsByBytes && p.CountsFrom is { Branch.MostElements: > 0 } && p.Branch.MayStoreNothing(name))
            .GroupBy(p => p.Branch))
        {
            Question question = new(columns.Key, [.. columns.Select(c => c.Schema.Name)]);
            if (await IsUnstoredAsync(question, planned, cancellationToken).ConfigureAwait(false)) unstored.Add(columns.Key.Stored);
        }
        return unstored;
    }

    // Any other failure is told to who reads the column.
    private async ValueTask<bool> IsUnstoredAsync(Question question, TreeMetadata planned, CancellationToken cancellationToken)
    {
        try
        {
            using EntryBatch? entries =
                await ReadAsync(question, planned, question.Columns, isFirst: true, cancellationToken).ConfigureAwait(false);
            return false;
        }
        catch (RootException failure)
        {
            return failure.IsNothingStored;
        }
    }

    private async ValueTask AskAsync(
        Question question, TreeMetadata asking, Dictionary<string, string> known, CancellationToken cancellationToken)
    {
        using EntryBatch? answers = await TryReadAsync(question, asking, question.Columns, isFirst: true, cancellationToken)
            .ConfigureAwait(false);
        if (answers is null) return;
        foreach (string column in question.Columns)
            if (answers[column].ValueCount > 0) known.Add(column, answers[column].GetText(0));
    }

    private async ValueTask<bool> IsRefutedAsync(
        Question question, TreeMetadata planned, Dictionary<string, string> known, CancellationToken cancellationToken)
    {
        if (question.Basket is null) return false;          // it has no entry that could
        string[] names = [.. question.Names.Where(known.ContainsKey)];
        if (names.Length == 0) return false;
        string[] columns = [.. planned.Programs.Values
            .Where(p => p.Branch.Stored == question.Branch.Stored)
            .Select(p => p.Schema.Name)
            .Where(c => names.Any(n => c.StartsWith($"{n}.", StringComparison.Ordinal)))];
        if (columns.Length == 0) return false;
        using EntryBatch? entries = await TryReadAsync(question, planned, columns, isFirst: false, cancellationToken).ConfigureAwait(false);
        return entries is null;
    }

    // Null also where it cannot be decoded. The file's own failure is told: another attempt may find other columns.
    private async ValueTask<EntryBatch?> TryReadAsync(
        Question question, TreeMetadata tree, string[] columns, bool isFirst, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(question, tree, columns, isFirst, cancellationToken).ConfigureAwait(false);
        }
        catch (RootException failure) when (failure.InnerException is not IOException)
        {
            return null;
        }
    }

    // Null where there is no basket, or none that may still be read.
    private async ValueTask<EntryBatch?> ReadAsync(
        Question question, TreeMetadata tree, string[] columns, bool isFirst, CancellationToken cancellationToken)
    {
        if (question.Basket is not { } basket) return null;
        if (isFirst)
            question.Bytes = await ReserveAsync(columns.Select(c => tree.Programs[c]), basket, cancellationToken).ConfigureAwait(false);
        question.IsTooMuch = question.Bytes is null;
        if (question.Bytes is not { } bytes) return null;
        ReadBudget budget = new(Math.Max(1, bytes), _records.Limits.MaxLoadedBytes);
        Schema schema = new(columns.Select(c => tree.Programs[c].Schema));
        using BatchReader reader = new(_records, tree, schema, schema, EntrySource.None, budget);
        using LoadedBasket scratch = new();
        EntryRange entries = new(basket.FirstEntry, basket.EndEntry);
        BatchDraft draft = reader.Draft(entries, [entries], hasNext: false);
        return await reader.ReadAsync(draft, scratch, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Plain bytes of the baskets for an answer, taken twice from what is left: the plan is tried on them too.</summary>
    private async ValueTask<long?> ReserveAsync(
        IEnumerable<ColumnProgram> programs, BasketPlace basket, CancellationToken cancellationToken)
    {
        long bytes = 0;
        int count = 0;
        foreach (BasketPlace place in programs.SelectMany(p => new[] { p.Branch, p.Needs?.Branch, p.CountsFrom?.Branch }).OfType<Branch>()
            .Distinct().SelectMany(b => b.Baskets).Where(b => b.EndEntry > basket.FirstEntry && b.FirstEntry < basket.EndEntry))
        {
            if (!_allowance.Has(2 * bytes, 2 * ++count)) return null;
            bytes += place.Embedded is { } embedded ? embedded.Data.Length
                : Math.Max(place.RecordBytes, await SizeAsync(place, cancellationToken).ConfigureAwait(false));
        }
        if (!_allowance.Has(2 * bytes, 2 * count)) return null;
        _allowance.Take(2 * bytes, 2 * count);
        return bytes;
    }

    // What the key says of the size, no decompressed byte exceeds: who decompresses compares.
    private async ValueTask<int> SizeAsync(BasketPlace place, CancellationToken cancellationToken)
    {
        using MemoryOwner<byte> key = await _records.ReadUpToAsync(place.Seek, SizeAt + SizeBytes, cancellationToken).ConfigureAwait(false);
        RootBuffer buffer = new(key.Span);
        buffer.Skip(SizeAt);
        return buffer.ReadInt32();
    }

    /// <summary>What is not known of the columns of one branch: they stand in one basket, which is read once for all of them.</summary>
    private sealed class Question(Branch branch, string[] columns)
    {
        public Branch Branch { get; } = branch;

        public string[] Columns { get; } = columns;

        /// <summary>
        /// What the columns are called, and would be if no other had their name: of arrays of one name the class of the first is planned.
        /// </summary>
        public string[] Names { get; } = [.. columns, .. columns.Where(c => c.Contains('#')).Select(c => c[..c.LastIndexOf('#')])];

        /// <summary>The first basket that is there.</summary>
        public BasketPlace? Basket { get; } = branch.Baskets.FirstOrDefault(b => b.Seek != 0 || b.Embedded is not null);

        /// <summary>Plain bytes of what has to be read for it; null where that is too much, or not known.</summary>
        public long? Bytes { get; set; }

        /// <summary>Whether it was not asked because of that.</summary>
        public bool IsTooMuch { get; set; }
    }
}
