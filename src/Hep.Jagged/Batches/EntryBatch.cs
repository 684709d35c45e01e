using System.Diagnostics.Metrics;

namespace Hep.Jagged;

/// <summary>
/// Some entries of a stream: columns of one length, and the identity of each entry. Who receives a batch disposes it;
/// spans and views of it are valid until then.
/// </summary>
[TypeFormatterSource(typeof(NotebookFormatterSource))]
public sealed class EntryBatch : IPicture, IDisposable
{
    private static readonly Meter Meter = new("Hep.Jagged");
    private static readonly UpDownCounter<int> Live = Meter.CreateUpDownCounter<int>("hep.batches.live", "{batch}",
        "Batches made and not disposed yet.");

    private readonly Column[] _columns;
    private readonly EntryIdentities _identities;
    private List<Column>? _converted;
    private int _disposed;

    /// <summary>Makes a batch, which takes over columns and identities.</summary>
    /// <exception cref="ArgumentException">Columns differ in length, or two have one name.</exception>
    public EntryBatch(IReadOnlyList<Column> columns, EntryIdentities identities)
        : this(new Schema(columns.Select(c => c.Schema)), columns, identities) { }

    /// <summary>As above, with the schema that the columns have: made once for all batches of a stream.</summary>
    /// <exception cref="ArgumentException">Columns differ in length, or are not those of the schema.</exception>
    public EntryBatch(Schema schema, IReadOnlyList<Column> columns, EntryIdentities identities)
    {
        if (schema.Count != columns.Count)
            throw new ArgumentException($"{columns.Count} columns do not fit a schema of {schema.Count}.", nameof(schema));
        for (int i = 0; i < columns.Count; i++)
        {
            if (columns[i].EntryCount != identities.Count)
                throw new ArgumentException(
                    $"Column '{columns[i].Name}' has {columns[i].EntryCount} entries, the batch {identities.Count}.", nameof(columns));
            if (!columns[i].Schema.Equals(schema[i]))
                throw new ArgumentException($"Column {i} is '{columns[i].Schema}', the schema says '{schema[i]}'.", nameof(columns));
        }
        Schema = schema;
        _columns = [.. columns];
        _identities = identities;
        Live.Add(1);
    }

    /// <summary>The columns, in order and by name.</summary>
    public Schema Schema { get; }

    /// <summary>The number of entries.</summary>
    public int EntryCount => _identities.Count;

    /// <summary>
    /// The bytes of values and offsets of all columns, as many as this batch shows of them; what several of its columns share, such as the
    /// offsets of a collection, counts once. Identities (12 bytes an entry) and what <see cref="GetAs"/> converted do not count, nor does
    /// what the pool holds beyond it; two batches that share memory both count it.
    /// </summary>
    public long ColumnBytes
    {
        get
        {
            MemoryCount count = new();
            foreach (Column column in _columns) column.CountMemory(count);
            return count.Bytes;
        }
    }

    /// <summary>The columns, in the order of the schema.</summary>
    public IReadOnlyList<Column> Columns => _columns;

    /// <summary>Which entry of which file each row is.</summary>
    public EntryIdentities Identities
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed != 0, this);
            return _identities;
        }
    }

    /// <summary>The column of that name.</summary>
    /// <exception cref="PipelineException">There is none; the message lists near names.</exception>
    public Column this[string name] => _columns[Schema.GetIndex(name)];

    /// <summary>The column of that name with exactly this type of values; text is <see cref="byte"/>.</summary>
    /// <exception cref="PipelineException">There is none, or its values are of another type.</exception>
    public Column<T> Get<T>(string name) where T : unmanaged =>
        this[name] as Column<T>
        ?? throw new PipelineException(
            $"Column '{name}' holds {this[name].Type.Name}, not {typeof(T).Name}: GetAs<{typeof(T).Name}> converts it.");

    /// <summary>
    /// The column of that name, its numbers converted: rounded towards 0 and saturating where an integer cannot hold them, NaN to 0.
    /// </summary>
    /// <returns>A column that lives as long as this batch.</returns>
    /// <exception cref="PipelineException">There is none, or it holds no numbers.</exception>
    public Column<T> GetAs<T>(string name) where T : unmanaged
    {
        Column column = this[name];
        if (column is Column<T> same && !column.Type.HasCharacters) return same;
        foreach (Column known in _converted ?? [])
            if (known.Name == name && known is Column<T> found) return found;
        Column<T> converted = ColumnConversion.To<T>(column);
        (_converted ??= []).Add(converted);
        return converted;
    }

    /// <summary>A batch of consecutive entries; values are shared with this one, which stays whole.</summary>
    public EntryBatch Slice(int start, int count)
    {
        OffsetsMemo memo = new();
        return new EntryBatch(Schema, Array.ConvertAll(_columns, c => c.Slice(start, count, memo)), Identities.Slice(start, count));
    }

    /// <summary>A batch of the entries at these places, in this order; this one stays whole.</summary>
    public EntryBatch Take(ReadOnlySpan<int> entries) => Take([this], entries);

    /// <summary>
    /// A batch of the entries at these places of several batches of one schema, counted one batch behind the other, in this order; those
    /// stay whole.
    /// </summary>
    /// <exception cref="ArgumentException">There is no batch, or their columns differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A place is not one of theirs.</exception>
    public static EntryBatch Take(IReadOnlyList<EntryBatch> batches, ReadOnlySpan<int> entries)
    {
        ArgumentNullException.ThrowIfNull(batches);
        Schema schema = CommonSchema(batches);
        using OffsetsMemo memo = new();
        Column[] columns = new Column[schema.Count], parts = new Column[batches.Count];
        for (int i = 0; i < columns.Length; i++)
        {
            for (int part = 0; part < parts.Length; part++) parts[part] = batches[part]._columns[i];
            columns[i] = parts[0].Take(parts, entries, memo);
        }
        using EntryIdentities identities = EntryIdentities.Concat([.. batches.Select(b => b.Identities)]);
        return new EntryBatch(schema, columns, identities.Take(entries));
    }

    /// <summary>A batch of the columns of those names, in that order; memory is shared, this batch stays whole.</summary>
    /// <exception cref="PipelineException">A name is missing.</exception>
    public EntryBatch Select(IReadOnlyList<string> names) => new([.. names.Select(n => this[n].Share())], Identities.Share());

    /// <summary>A batch with these columns too, which it takes over; one of an existing name replaces it. This batch stays whole.</summary>
    public EntryBatch With(params IReadOnlyList<Column> added)
    {
        HashSet<string> names = [.. added.Select(c => c.Name)];
        return new EntryBatch([.. _columns.Where(c => !names.Contains(c.Name)).Select(c => c.Share()), .. added], Identities.Share());
    }

    /// <summary>Another handle on the same entries, disposed on its own.</summary>
    public EntryBatch Share() => new(Schema, Array.ConvertAll(_columns, c => c.Share()), Identities.Share());

    /// <summary>The entries of several batches of one schema, one batch after the other; they stay whole.</summary>
    /// <exception cref="ArgumentException">There is none, or their columns differ.</exception>
    public static EntryBatch Concat(params IReadOnlyList<EntryBatch> batches)
    {
        Schema schema = CommonSchema(batches);
        if (batches.Count == 1) return batches[0].Share();
        OffsetsMemo memo = new();
        Column[] columns = [.. schema.Select((_, i) => Column.Concat([.. batches.Select(b => b._columns[i])], memo))];
        return new EntryBatch(schema, columns, EntryIdentities.Concat([.. batches.Select(b => b.Identities)]));
    }

    /// <summary>The first ten entries as an HTML table, for notebooks; long lists are cut.</summary>
    public string ToHtml() => BatchTable.Write(this);

    /// <summary>Gives the memory back; once is enough, twice is no harm.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        foreach (Column column in _columns) column.Dispose();
        _converted?.ForEach(c => c.Dispose());
        _identities.Dispose();
        Live.Add(-1);
    }

    private static Schema CommonSchema(IReadOnlyList<EntryBatch> batches)
    {
        ArgumentOutOfRangeException.ThrowIfZero(batches.Count, nameof(batches));
        Schema schema = batches[0].Schema;
        foreach (EntryBatch batch in batches)
            if (!batch.Schema.Equals(schema))
                throw new ArgumentException("Batches of different columns are not joined: "
                    + $"[{string.Join(", ", batch.Schema)}] and [{string.Join(", ", schema)}].", nameof(batches));
        return schema;
    }
}
