using System.Buffers;
using Hep.Jagged;
using Hep.Root.IO.Writing.Records;

namespace Hep.Root.IO.Writing.NTuple;

/// <summary>A column of an RNTuple that is being written: its page takes elements, and goes to the queue when it is full.</summary>
/// <param name="type">What its elements are.</param>
/// <param name="fieldId">The field that it belongs to.</param>
/// <param name="form">What pages are like.</param>
internal abstract class PageColumn(PageType type, int fieldId, PageForm form) : IDisposable
{
    // Whole bytes of bits: JSROOT does not skip those that are left at the end of a page.
    private readonly int _capacity = (form.Bytes / type.Width + 8) & ~7;

    private byte[] _bytes = [];
    private int _count;                                     // elements of the open page
    private List<WrittenPage> _pages = [];

    public PageType Type => type;

    public int FieldId => fieldId;

    /// <summary>The number of the type in the form that is stored.</summary>
    public ushort StoredType => form.IsSplit ? type.Split : type.Plain;

    /// <summary>Elements of all clusters.</summary>
    public long ElementCount { get; private set; }

    /// <summary>Takes elements.</summary>
    /// <param name="column">The column of the batch.</param>
    /// <param name="from">The first of them, in the level that this column holds.</param>
    /// <param name="to">The end.</param>
    /// <param name="queue">Takes pages that are full.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask AppendAsync(Column column, int from, int to, RecordQueue queue, CancellationToken cancellationToken)
    {
        while (from < to)
        {
            if (_count == _capacity) await SealAsync(queue, cancellationToken).ConfigureAwait(false);
            int count = Math.Min(to - from, _capacity - _count);
            Write(column, from, count, Take(count));
            from += count;
        }
    }

    /// <summary>Ends the cluster.</summary>
    /// <returns>Its pages, of which those that wait are not placed yet.</returns>
    public async ValueTask<IReadOnlyList<WrittenPage>> EndClusterAsync(RecordQueue queue, CancellationToken cancellationToken)
    {
        if (_count > 0) await SealAsync(queue, cancellationToken).ConfigureAwait(false);
        List<WrittenPage> pages = _pages;
        _pages = [];
        Restart();
        return pages;
    }

    public void Dispose()
    {
        if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    /// <summary>Writes elements as they lie in memory.</summary>
    protected abstract void Write(Column column, int from, int count, Span<byte> elements);

    /// <summary>Begins a cluster.</summary>
    protected virtual void Restart() { }

    private ValueTask SealAsync(RecordQueue queue, CancellationToken cancellationToken)
    {
        WrittenPage place = new(_count);
        _pages.Add(place);
        SealedPage page = new(_bytes, type, place);
        (_bytes, _count) = ([], 0);
        return queue.AddAsync(page, cancellationToken);
    }

    private Span<byte> Take(int count)
    {
        int used = BlobKey.Length + _count * type.Width, wanted = used + count * type.Width;
        if (wanted > _bytes.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(wanted, Math.Min(2 * used, BlobKey.Length + _capacity * type.Width)));
            _bytes.AsSpan(0, Math.Min(used, _bytes.Length)).CopyTo(larger);
            Dispose();
            _bytes = larger;
        }
        _count += count;
        ElementCount += count;
        return _bytes.AsSpan(used, count * type.Width);
    }
}
