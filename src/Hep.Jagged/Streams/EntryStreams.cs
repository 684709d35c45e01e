namespace Hep.Jagged;

/// <summary>
/// Operators on streams of batches. Streams are cold, arguments are checked at once, and cancellation and the first error
/// pass through. Who receives a batch disposes it; an operator disposes what it drops, and an abandoned enumeration frees
/// everything it held.
/// </summary>
public static class EntryStreams
{
    /// <summary>Keeps columns, in the order given; memory is shared.</summary>
    /// <param name="source">The stream.</param>
    /// <param name="columns">
    /// Names, globs with <c>*</c> and <c>?</c> and regular expressions between slashes, whose matches come in stored order. A column that
    /// is named twice stands at its first place.
    /// </param>
    /// <exception cref="PipelineException">While reading: a name or pattern fits no column.</exception>
    public static IAsyncEnumerable<EntryBatch> SelectColumns(this IAsyncEnumerable<EntryBatch> source, params IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(columns);
        return BatchTransform.Run(source, () => ColumnSelection.Begin(columns));
    }

    /// <summary>Adds a column that an expression computes, behind the others; it replaces one of its name.</summary>
    /// <exception cref="PipelineException">At once: the text is no expression. While reading: it does not fit the columns.</exception>
    public static IAsyncEnumerable<EntryBatch> Define(this IAsyncEnumerable<EntryBatch> source, string name, string expression)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Define(name, Expression.Parse(expression));
    }

    /// <summary>Adds a column that an expression computes, behind the others; it replaces one of its name.</summary>
    /// <exception cref="PipelineException">While reading: the expression does not fit the columns.</exception>
    public static IAsyncEnumerable<EntryBatch> Define(this IAsyncEnumerable<EntryBatch> source, string name, Expression expression)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(expression);
        return BatchTransform.Run(source, () => ColumnComputation.Begin(name, expression));
    }

    /// <summary>
    /// Keeps the entries for which an expression is neither 0, false nor NaN; a batch of which nothing remains is left out.
    /// </summary>
    /// <exception cref="PipelineException">
    /// At once: the text is no expression. While reading: it does not fit the columns, or has a value for each object
    /// instead of each entry.
    /// </exception>
    public static IAsyncEnumerable<EntryBatch> Filter(this IAsyncEnumerable<EntryBatch> source, string cut)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Filter(Expression.Parse(cut));
    }

    /// <summary>
    /// Keeps the entries for which an expression is neither 0, false nor NaN; a batch of which nothing remains is left out.
    /// </summary>
    /// <exception cref="PipelineException">
    /// While reading: it does not fit the columns, or has a value for each object instead of each entry.
    /// </exception>
    public static IAsyncEnumerable<EntryBatch> Filter(this IAsyncEnumerable<EntryBatch> source, Expression cut)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(cut);
        return BatchTransform.Run(source, () => EntryFilter.Begin(cut));
    }

    /// <summary>Cuts and joins batches so that each has <paramref name="entries"/> entries; only the last may be shorter.</summary>
    public static IAsyncEnumerable<EntryBatch> Rebatch(this IAsyncEnumerable<EntryBatch> source, int entries)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(entries);
        return source.Through(open => Rebatching.Run(open, entries));
    }

    /// <summary>
    /// Cuts and joins batches so that each has as many entries as fit into <paramref name="bytes"/>, and at least one. Which they are does
    /// not depend on how entries were batched before. A batch that is only cut shares memory: that is free when the last part of it is.
    /// </summary>
    /// <param name="source">The stream.</param>
    /// <param name="bytes">A bound for <see cref="EntryBatch.ColumnBytes"/>.</param>
    public static IAsyncEnumerable<EntryBatch> RebatchBytes(this IAsyncEnumerable<EntryBatch> source, int bytes)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes);
        return source.Through(open => ByteRebatching.Run(open, bytes));
    }

    /// <summary>
    /// Mixes entries at random in a buffer. The order is a function of the entries, <paramref name="buffer"/>, <paramref name="seed"/>
    /// and <paramref name="epoch"/>, not of how entries are batched. Batches that come out have up to
    /// half a buffer of entries: <see cref="Rebatch(IAsyncEnumerable{EntryBatch}, int)"/> them.
    /// </summary>
    /// <param name="source">The stream.</param>
    /// <param name="buffer">Entries that wait to be chosen; at times half as many more are held.</param>
    /// <param name="seed">Another seed gives another order.</param>
    /// <param name="epoch">Another epoch gives another order.</param>
    public static IAsyncEnumerable<EntryBatch> ShuffleEntries(
        this IAsyncEnumerable<EntryBatch> source, int buffer, long seed, int epoch = 0)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(buffer);
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        return source.Through(open => new EntryShuffle(buffer, seed, epoch).Run(open));
    }

    /// <summary>Keeps the entries of one part of a division.</summary>
    /// <exception cref="PipelineException">While reading: a column that decides is missing or not flat.</exception>
    public static IAsyncEnumerable<EntryBatch> SplitEntries(this IAsyncEnumerable<EntryBatch> source, EntrySplit split, SplitPart part)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(split);
        split.Check();
        return BatchTransform.Run(source, () => split.Begin(part));
    }

    /// <summary>Reads up to <paramref name="batches"/> batches ahead on another thread while the consumer works.</summary>
    public static IAsyncEnumerable<EntryBatch> Prefetch(this IAsyncEnumerable<EntryBatch> source, int batches = 2)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batches);
        return source.Through(open => Prefetching.Run(open(null), batches, _ => 1));
    }

    /// <summary>
    /// Reads ahead on another thread while the consumer works: as many batches as have no more than <paramref name="bytes"/> together, and
    /// at least one. One more may be read already and wait for room.
    /// </summary>
    /// <param name="source">The stream.</param>
    /// <param name="bytes">A bound for the sum of their <see cref="EntryBatch.ColumnBytes"/>.</param>
    public static IAsyncEnumerable<EntryBatch> PrefetchBytes(this IAsyncEnumerable<EntryBatch> source, long bytes)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes);
        return source.Through(open => Prefetching.Run(open(null), bytes, Prefetching.BytesOf));
    }

    /// <summary>Takes a batch from each stream in turn, this one first; one that has ended is left out.</summary>
    public static IAsyncEnumerable<EntryBatch> Interleave(
        this IAsyncEnumerable<EntryBatch> source, params IReadOnlyList<IAsyncEnumerable<EntryBatch>> others)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(others);
        return source.Interleave(Interleaving.RoundRobin, others);
    }

    /// <summary>Takes batches from this stream and others in an order; the streams may be endless.</summary>
    /// <param name="source">The first stream.</param>
    /// <param name="order">Who is next, and when the mixture ends.</param>
    /// <param name="others">The second stream and so on.</param>
    /// <exception cref="ArgumentException">
    /// There are not as many weights as streams, or the mixture is to end with the longest: only a source can begin again.
    /// </exception>
    /// <exception cref="PipelineException">The order needs the numbers of entries, which streams do not tell.</exception>
    public static IAsyncEnumerable<EntryBatch> Interleave(
        this IAsyncEnumerable<EntryBatch> source, Interleaving order, params IReadOnlyList<IAsyncEnumerable<EntryBatch>> others)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(others);
        if (order.End == MixtureEnd.Longest)
            throw new ArgumentException("A stream cannot begin again: interleave the sources, or let the mixture end otherwise.",
                nameof(order));
        IAsyncEnumerable<EntryBatch>[] all = [source, .. others];
        double[] shares = order.SharesOf(all.Length, _ => null);
        return InterleavedStreams.Run(
            [.. all.Select(stream => (RepeatedOpening)((_, _) => stream.CountBatches()))], order, shares).Batches();
    }

    /// <summary>
    /// Gives one stream, read once, to several consumers, each of which gets every batch as a handle of its own on the same memory. All
    /// must be read at the same time: one that lags holds the others back, one that stops early leaves them alone.
    /// There is no such operator on sources: a source can be read again, in any epoch, and a broadcast once. Of a source one epoch is
    /// broadcast, <c>source.ReadAsync(epoch).Broadcast(2)</c>; consumers that need not run side by side read the source once each.
    /// </summary>
    /// <param name="source">The stream.</param>
    /// <param name="consumers">The number of streams to make; each can be read once.</param>
    /// <param name="ahead">Batches that may wait for each consumer.</param>
    public static IReadOnlyList<IAsyncEnumerable<EntryBatch>> Broadcast(
        this IAsyncEnumerable<EntryBatch> source, int consumers, int ahead = 1)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(consumers);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ahead);
        Broadcasting<EntryBatch> hub = new(source, consumers, ahead, batch => batch.Share());
        return [.. Enumerable.Range(0, consumers).Select(hub.For)];
    }
}
