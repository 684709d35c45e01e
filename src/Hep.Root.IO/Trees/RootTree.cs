using System.Text.RegularExpressions;
using Hep.Jagged;
using Hep.Root.IO.Files;
using Hep.Root.IO.Trees;
using Hep.Root.IO.Trees.Reading;

namespace Hep.Root.IO;

/// <summary>
/// A tree of a file, TTree or RNTuple: its columns, and its entries as a stream of batches. Lives as long as the file is open; safe for
/// concurrent use.
/// </summary>
/// <remarks>
/// <para>A tree that <see cref="OpenAsync"/> opened closes its file when it is disposed; disposing one of an open <see cref="RootFile"/>
/// does nothing.</para>
/// </remarks>
[TypeFormatterSource(typeof(NotebookFormatterSource))]
public sealed class RootTree : IPicture, IAsyncDisposable
{
    private const long MaxBatchBytes = 1L << 30;

    private readonly RecordReader _records;
    private readonly TreeDescription _description;
    private readonly Dictionary<string, RootColumn> _columns;
    private readonly (long Entries, Schema Schema) _common;
    private RootFile? _owned;

    internal RootTree(RecordReader records, RootKey key, Guid file, TreeDescription description)
    {
        _records = records;
        _description = description;
        Path = key.Path;
        ClassName = key.ClassName;
        Format = key.IsNTuple ? TreeFormat.RNTuple : TreeFormat.TTree;
        Cycle = key.Cycle;
        (StoredBytes, PlainBytes) = description.Bytes;
        _columns = description.Columns.ToDictionary(c => c.Name, StringComparer.Ordinal);
        Schema = new Schema(description.Columns.Where(c => c.Schema is not null && c.WhyUnreadable is null).Select(c => c.Schema!));
        _common = Common();
        Aliases = description.Aliases;
        Friends = description.Friends;
        Source = new EntrySource(file, key.Path) { Location = records.Source.Location, FileBytes = records.Source.Length };
    }

    /// <summary>The path in the file, without cycle.</summary>
    public string Path { get; }

    /// <summary>The title.</summary>
    public string Title => _description.Title;

    /// <summary>The class: TTree, one that inherits from it, or ROOT::RNTuple.</summary>
    public string ClassName { get; }

    /// <summary>How it is stored.</summary>
    public TreeFormat Format { get; }

    /// <summary>The cycle of the key.</summary>
    public int Cycle { get; }

    /// <summary>The number of entries. Single columns may have fewer.</summary>
    public long EntryCount => _description.EntryCount;

    /// <summary>Bytes of all baskets or pages on disk; what several columns share counts once.</summary>
    public long StoredBytes { get; }

    /// <summary>Bytes of all baskets or pages after decompression; what several columns share counts once.</summary>
    public long PlainBytes { get; }

    /// <summary>All leaf columns in stored order, also those that cannot be decoded.</summary>
    public IReadOnlyList<RootColumn> Columns => _description.Columns;

    /// <summary>The columns that can be read.</summary>
    public Schema Schema { get; }

    /// <summary>The identity of the entries: the file's and the tree's.</summary>
    public EntrySource Source { get; }

    /// <summary>
    /// Names that the writer gave to expressions, in ROOT's syntax. <see cref="ReadBatchesAsync"/> takes them where it takes columns.
    /// </summary>
    public IReadOnlyDictionary<string, string> Aliases { get; }

    /// <summary>
    /// The friends that the writer recorded. They are not read by themselves: open and join one by <see cref="FriendTrees"/>.
    /// </summary>
    public IReadOnlyList<TreeFriend> Friends { get; }

    /// <summary>Opens a tree and its file, which is closed with the tree. Batches outlive both.</summary>
    /// <param name="location">The file, and the tree behind a colon: <c>nano.root:Events</c>; without one, the file's only tree.</param>
    /// <param name="options">Limits and checks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RootException">
    /// There is no such file or tree, or several trees where none was named (the message lists them).
    /// </exception>
    public static Task<RootTree> OpenAsync(string location,
        RootOpenOptions? options = null, CancellationToken cancellationToken = default) =>
        OpenAtAsync(RootLocation.Parse(location), options, cancellationToken);

    /// <summary>The same for a location that was taken apart.</summary>
    internal static async Task<RootTree> OpenAtAsync(RootLocation location, RootOpenOptions? options, CancellationToken cancellationToken)
    {
        RootFile file = await RootFile.OpenAsync(location.File, options, cancellationToken).ConfigureAwait(false);
        try
        {
            RootTree tree = await file.OpenTreeAsync(location.Object, cancellationToken).ConfigureAwait(false);
            tree._owned = file;
            return tree;
        }
        catch
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// The names of the readable columns that are wanted, in stored order:
    /// <c>tree.ReadBatchesAsync(tree.Select(c => c.TypeName == "float"))</c>.
    /// </summary>
    /// <param name="wanted">Tells of a column, by its name, type, levels or size, whether it is.</param>
    /// <returns>Names; empty where no column is wanted. <c>[.. tree.Select(…), "MET_pt"]</c> joins selections.</returns>
    public IReadOnlyList<string> Select(Func<RootColumn, bool> wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        return [.. Columns.Where(c => c.Schema is not null && c.WhyUnreadable is null && wanted(c)).Select(c => c.Name)];
    }

    /// <summary>The names of the readable columns in which a regular expression finds something, in stored order.</summary>
    public IReadOnlyList<string> Matching(Regex pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return Select(c => pattern.IsMatch(c.Name));
    }

    /// <summary>Reads columns as a stream of batches, which is cold. Who receives a batch disposes it.</summary>
    /// <param name="columns">
    /// Names, patterns with <c>*</c> and <c>?</c>, or regular expressions between slashes, <c>/^(Muon|Jet)_pt$/</c>, in the order wanted,
    /// names of <see cref="Aliases"/> among them; null: all readable columns that have a value for each entry.
    /// </param>
    /// <param name="options">Batch size and range of entries.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="RootException">
    /// A name is missing (the message lists near ones) or not readable (it says why), or an alias cannot be computed; while reading: the
    /// file is damaged.
    /// </exception>
    public IAsyncEnumerable<EntryBatch> ReadBatchesAsync(
        IReadOnlyList<string>? columns = null, ReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= ReadOptions.Default;
        TreeSteps steps = Steps(columns, options);
        return BatchPump.Run(steps.ReadAsync(cancellationToken), options.Threads, steps.BatchesAhead, cancellationToken);
    }

    /// <summary>
    /// Looks at the first entries of columns of which the metadata do not show whether they can be decoded: objects of classes that stream
    /// themselves by hand may be something else than their streamer infos say. Of each column one basket is read; what a later one holds
    /// shows in reading alone.
    /// </summary>
    /// <param name="columns">Names of readable columns.</param>
    /// <param name="options">
    /// How they are to be read: the look is at the first basket of the range and, where there is a cut, at the entries that pass. Null:
    /// all entries.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>
    /// Why, by the names of those that cannot be decoded: the first entry with values of theirs is not what was expected.
    /// </returns>
    /// <exception cref="RootException">The file cannot be read, or is damaged.</exception>
    public Task<IReadOnlyDictionary<string, string>> FindUndecodableAsync(
        IEnumerable<string> columns, ReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(columns);
        options ??= ReadOptions.Default;
        options.Check();
        HashSet<string> wanted = new(columns, StringComparer.Ordinal);
        EntryRange range = new(options.FirstEntry, options.EndEntry ?? long.MaxValue);
        return new ColumnTrial(this, options, new OpeningAllowance(_records.Limits))
            .FindAsync(_description.Doubtful(wanted, range), cancellationToken);
    }

    /// <summary>
    /// A picture for notebooks and pages, as a piece of HTML that needs nothing else: the columns with type, shape and sizes, also those
    /// that cannot be read, with the reason. Many columns are folded by what their names begin with.
    /// </summary>
    public string ToHtml() => TreePicture.Write(this);

    /// <summary>Closes the file, if it was opened with the tree.</summary>
    public ValueTask DisposeAsync() => _owned?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>The readable columns that have a value for each entry.</summary>
    internal Schema CommonSchema => _common.Schema;

    /// <summary>Where the entries are best cut.</summary>
    internal EntryRange[] Clusters(long entryCount) => _description.Clusters(entryCount);

    /// <summary>Reading as steps, for which several trees may share threads.</summary>
    internal TreeSteps Steps(IReadOnlyList<string>? columns, ReadOptions options)
    {
        options.Check();
        if (columns?.Any(c => AliasPlan.IsAlias(this, c)) != true) return Steps(columns, options, null);
        AliasPlan plan = new(this, columns);
        return Steps(plan.Stored, options, plan.Derivation());
    }

    /// <summary>The same for stored columns, of whose batches something else is made.</summary>
    internal TreeSteps Steps(IReadOnlyList<string>? columns, ReadOptions options, Func<EntryBatch, EntryBatch>? then)
    {
        Schema schema = Resolve(columns);
        if (options.Where is { } where) EntryCut.Bind(where, Schema, Source);
        long end = EndOf(schema, columns is null ? Math.Min(options.EndEntry ?? long.MaxValue, CommonEntries) : options.EndEntry);
        double entryBytes = EntryBytes(schema);
        return new TreeSteps(_records, _description, Schema, Source)
        {
            Schema = schema,
            Range = new EntryRange(options.FirstEntry, Math.Max(options.FirstEntry, end)),
            BatchSize = BatchSize(entryBytes, options),
            BatchesAhead = BatchesAhead(entryBytes, options),
            Options = options,
            Then = then,
        };
    }

    /// <summary>The readable columns that a glob or a regular expression between slashes means.</summary>
    internal IEnumerable<ColumnSchema> MatchingColumns(string pattern)
    {
        try
        {
            return Schema.Matching(pattern);
        }
        catch (PipelineException failure)
        {
            throw new RootException(failure.Message, failure) { File = _records.Source.Location, Object = Path };
        }
    }

    private Schema Resolve(IReadOnlyList<string>? patterns)
    {
        if (patterns is null) return CommonSchema;
        List<ColumnSchema> chosen = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (string pattern in patterns)
        {
            IEnumerable<ColumnSchema> matches = _columns.GetValueOrDefault(pattern) is { Schema: { } exact }
                ? [exact]
                : ColumnPattern.IsPattern(pattern) ? MatchingColumns(pattern) : [];
            int before = chosen.Count, met = 0;
            foreach (ColumnSchema match in matches)
            {
                met++;
                if (names.Add(match.Name)) chosen.Add(match);
            }
            if (met == 0 && chosen.Count == before) ThrowMissing(pattern);
        }
        return new Schema(chosen);
    }

    private void ThrowMissing(string pattern)
    {
        string message = Columns.FirstOrDefault(c => c.Name == pattern) is { WhyUnreadable: { } why }
            ? $"Column '{pattern}' of tree '{Path}' cannot be read: {why}."
            : FirstMatch(pattern) is { } match
            ? $"What '{pattern}' matches in tree '{Path}' cannot be read: column '{match.Name}': {match.WhyUnreadable}."
            : $"No column '{pattern}' in tree '{Path}' "
                + $"({_records.Source.Location}).{NearNames.Suggest(pattern, Columns.Select(c => c.Name))}";
        throw new RootException(message) { File = _records.Source.Location, Object = Path };
    }

    private RootColumn? FirstMatch(string pattern) =>
        ColumnPattern.IsPattern(pattern) && ColumnPattern.Of(pattern) is var fits ? Columns.FirstOrDefault(c => fits(c.Name)) : null;

    // Columns of unequal length read together would leave entries without values; alone each is read to its own end.
    private long EndOf(Schema schema, long? wanted)
    {
        if (schema.Count == 0) return 0;
        ColumnSchema shortest = schema.MinBy(c => EntriesOf(c))!;
        long entries = EntriesOf(shortest);
        if ((wanted ?? long.MaxValue) > entries && schema.Any(c => EntriesOf(c) != entries))
            throw new RootException($"Column '{shortest.Name}' has {entries} entries, tree '{Path}' has {EntryCount}: read it alone, "
                + "or up to its end (ReadOptions.EndEntry).")
            { File = _records.Source.Location, Object = shortest.Name };
        return Math.Min(wanted ?? entries, entries);
    }

    // The tree's entries; where its writer was interrupted, those that its longest column has.
    internal long CommonEntries => _common.Entries;

    private (long Entries, Schema Schema) Common()
    {
        long entries = Math.Min(EntryCount, Schema.Count == 0 ? 0 : Schema.Max(EntriesOf));
        ColumnSchema[] columns = [.. Schema.Where(c => EntriesOf(c) >= entries)];
        return (entries, columns.Length == Schema.Count ? Schema : new Schema(columns));
    }

    private long EntriesOf(ColumnSchema column) => _columns[column.Name].EntryCount;

    private double EntryBytes(Schema schema) => schema.Sum(c => _columns[c.Name] is { EntryCount: > 0 } column
        ? (double)Math.Max(0, column.PlainBytes) / column.EntryCount
        : 0);

    private static int BatchSize(double entryBytes, ReadOptions options)
    {
        long batchBytes = Math.Min(options.BatchBytes ?? MaxBatchBytes, Math.Min(options.MemoryBudget / 4, MaxBatchBytes));
        double fitting = batchBytes / Math.Max(entryBytes, 1);
        return (int)Math.Max(1, Math.Min(options.BatchSize, fitting));
    }

    // One that waits keeps threads busy while another is consumed; small batches need more of them for that. All together fit the budget.
    private static int BatchesAhead(double entryBytes, ReadOptions options)
    {
        double batchBytes = Math.Max(1, entryBytes * BatchSize(entryBytes, options));
        return (int)Math.Clamp(options.MemoryBudget / (2 * batchBytes) - 1, 1, options.Threads + 1);
    }
}
