namespace Hep.Jagged;

/// <summary>
/// The operators of <see cref="EntryStreams"/> on sources that can be read again. They bind expressions and names to the
/// source's schema at once, so that what does not fit is told before anything is read. All pass a selection of columns on to the
/// source before them, with the columns that they read themselves: selecting behind a chain of operators is as good as before it.
/// <see cref="EntryStreams.Broadcast"/> alone is for streams only; it says why.
/// </summary>
public static class EntrySources
{
    /// <summary>Keeps columns, in the order given; a source of files then reads no others.</summary>
    /// <param name="source">The source.</param>
    /// <param name="columns">
    /// Names, globs with <c>*</c> and <c>?</c> and regular expressions between slashes, whose matches come in stored order. A column that
    /// is named twice stands at its first place.
    /// </param>
    /// <exception cref="PipelineException">A name or pattern fits no column.</exception>
    public static IBatchSource SelectColumns(this IBatchSource source, params IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(columns);
        return source.WithColumns(source.Schema.SelectColumns(columns));
    }

    /// <summary>Keeps the columns that are wanted by name, type or levels, in stored order.</summary>
    /// <param name="source">The source.</param>
    /// <param name="wanted">Such as <c>c => c.Type == ElementType.Float32 &amp;&amp; c.Depth == 1</c>.</param>
    /// <exception cref="PipelineException">No column is wanted.</exception>
    public static IBatchSource SelectColumns(this IBatchSource source, Func<ColumnSchema, bool> wanted)
    {
        ArgumentNullException.ThrowIfNull(source);
        Schema columns = source.Schema.SelectColumns(wanted);
        return columns.Count > 0 ? source.WithColumns(columns)
            : throw new PipelineException($"None of {source.Schema.Count} columns is wanted, and without columns nothing can be read.");
    }

    /// <summary>Adds a column that an expression computes, behind the others; it replaces one of its name.</summary>
    /// <exception cref="PipelineException">The text is no expression, or does not fit the columns.</exception>
    public static IBatchSource Define(this IBatchSource source, string name, string expression)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Define(name, Expression.Parse(expression));
    }

    /// <summary>Adds a column that an expression computes, behind the others; it replaces one of its name.</summary>
    /// <exception cref="PipelineException">The expression does not fit the columns.</exception>
    public static IBatchSource Define(this IBatchSource source, string name, Expression expression)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(expression);
        ColumnSchema defined = expression.Bind(source.Schema).Result with { Name = name };
        return new DerivedSource(source, () => ColumnComputation.Begin(name, expression), defined) { Inputs = expression.Columns };
    }

    /// <summary>
    /// Keeps the entries for which an expression is neither 0, false nor NaN; a batch of which nothing remains is left out.
    /// </summary>
    /// <exception cref="PipelineException">
    /// The text is no expression, does not fit the columns, or has a value for each object instead of each entry.
    /// </exception>
    public static IBatchSource Filter(this IBatchSource source, string cut)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Filter(Expression.Parse(cut));
    }

    /// <summary>
    /// Keeps the entries for which an expression is neither 0, false nor NaN; a batch of which nothing remains is left out.
    /// </summary>
    /// <exception cref="PipelineException">
    /// The expression does not fit the columns, or has a value for each object instead of each entry.
    /// </exception>
    public static IBatchSource Filter(this IBatchSource source, Expression cut)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(cut);
        cut.BindEntryCut(source.Schema);
        return new DerivedSource(source, () => EntryFilter.Begin(cut)) { EntryCount = null, Inputs = cut.Columns };
    }

    /// <summary>Cuts and joins batches so that each has <paramref name="entries"/> entries; only the last may be shorter.</summary>
    public static IBatchSource Rebatch(this IBatchSource source, int entries)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(entries);
        return new DerivedSource(source, (open, _, from) => Rebatching.Run(open, entries, from));
    }

    /// <summary>
    /// Cuts and joins batches so that each has as many entries as fit into <paramref name="bytes"/>, and at least one:
    /// <see cref="EntryStreams.RebatchBytes"/>. Of the columns those count that are read.
    /// </summary>
    public static IBatchSource RebatchBytes(this IBatchSource source, int bytes)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes);
        return new DerivedSource(source, (open, _, from) => ByteRebatching.Run(open, bytes, from));
    }

    /// <summary>Mixes entries at random in a buffer, in each epoch anew: <see cref="EntryStreams.ShuffleEntries"/>.</summary>
    /// <param name="source">The source.</param>
    /// <param name="buffer">Entries that wait to be chosen; at times half as many more are held.</param>
    /// <param name="seed">Another seed gives other orders.</param>
    public static IBatchSource ShuffleEntries(this IBatchSource source, int buffer, long seed)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(buffer);
        return new DerivedSource(source, (open, epoch, from) => new EntryShuffle(buffer, seed, epoch).Run(open, from));
    }

    /// <summary>Mixes entries in each epoch anew, over the files of a source that has some.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number of the options is below what it can be.</exception>
    public static IBatchSource ShuffleEntries(this IBatchSource source, ShuffleOptions shuffle)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.WithShuffle(shuffle);
    }

    /// <summary>Divides the entries in two: each reads the source and keeps its part.</summary>
    /// <exception cref="PipelineException">A column that decides is missing or not flat.</exception>
    public static (IBatchSource Training, IBatchSource Validation) SplitEntries(this IBatchSource source, EntrySplit split)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(split);
        split.Check();
        EntryHash.CheckColumns(source.Schema, split.By);
        return (Part(SplitPart.Training), Part(SplitPart.Validation));

        DerivedSource Part(SplitPart part) => new(source, () => split.Begin(part))
            { EntryCount = null, Inputs = split.By };
    }

    /// <summary>Reads up to <paramref name="batches"/> batches ahead on another thread while the consumer works.</summary>
    public static IBatchSource Prefetch(this IBatchSource source, int batches = 2)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batches);
        return new DerivedSource(source, (open, _, from) => Prefetching.Run(open(from), batches, _ => 1));
    }

    /// <summary>
    /// Reads ahead on another thread while the consumer works, as many batches as have no more than <paramref name="bytes"/> together, and
    /// at least one: <see cref="EntryStreams.PrefetchBytes"/>.
    /// </summary>
    public static IBatchSource PrefetchBytes(this IBatchSource source, long bytes)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes);
        return new DerivedSource(source, (open, _, from) => Prefetching.Run(open(from), bytes, Prefetching.BytesOf));
    }

    /// <summary>Takes a batch from each source in turn, this one first; one that has ended is left out.</summary>
    /// <exception cref="PipelineException">The sources have different columns.</exception>
    public static IBatchSource Interleave(this IBatchSource source, params IReadOnlyList<IBatchSource> others)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(others);
        return source.Interleave(Interleaving.RoundRobin, others);
    }

    /// <summary>
    /// Takes batches from this source and others in an order: classes in balance, or all of them to the end together. Where the mixture
    /// ends elsewhere than with the last source, its number of entries is not known before it is read.
    /// </summary>
    /// <param name="source">The first source.</param>
    /// <param name="order">Who is next, and when the mixture ends.</param>
    /// <param name="others">The second source and so on.</param>
    /// <exception cref="ArgumentException">There are not as many weights as sources.</exception>
    /// <exception cref="PipelineException">
    /// The sources have different columns, or the order needs a number of entries that is not known. While reading: one that is to begin
    /// again has no entries.
    /// </exception>
    public static IBatchSource Interleave(this IBatchSource source, Interleaving order, params IReadOnlyList<IBatchSource> others)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(others);
        return new InterleavedSource([source, .. others], order);
    }
}
