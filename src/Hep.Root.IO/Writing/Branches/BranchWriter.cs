using Hep.Jagged;
using Hep.Root.IO.Writing.Baskets;
using Hep.Root.IO.Writing.Records;

namespace Hep.Root.IO.Writing.Branches;

/// <summary>A branch that is being written: its basket takes entries of a column, and goes to the queue when it is full.</summary>
internal sealed class BranchWriter : IDisposable
{
    private readonly ColumnEncoder _encoder;
    private readonly OpenBasket _basket;
    private readonly int _basketBytes;

    /// <param name="planned">What the branch is, the column that it is written from, and how.</param>
    /// <param name="key">The key of its baskets.</param>
    /// <param name="basketBytes">How large baskets become.</param>
    public BranchWriter(PlannedBranch planned, BasketKey key, int basketBytes)
    {
        (Form, Column, _encoder, _basketBytes) = (planned.Form, planned.Column, planned.Encoder, basketBytes);
        Baskets = new BasketList(key);
        _basket = new OpenBasket(Baskets, key.Length, _encoder.EntrySize);
    }

    public BranchForm Form { get; }

    /// <summary>The index of the column in the schema: its values, or for a counter its offsets.</summary>
    public int Column { get; }

    /// <summary>What the leaf says of its largest number.</summary>
    public long Maximum => _encoder.Maximum;

    /// <summary>The baskets that are in the file.</summary>
    public BasketList Baskets { get; }

    /// <summary>Takes entries.</summary>
    public async ValueTask AppendAsync(Column values, int from, int to, RecordQueue queue, CancellationToken cancellationToken)
    {
        while (from < to)
        {
            int count = _encoder.Fit(values, from, to, _basketBytes - _basket.PlainBytes);
            if (count == 0 && !_basket.IsEmpty)
            {
                await FlushAsync(queue, cancellationToken).ConfigureAwait(false);
                continue;
            }
            count = Math.Max(count, 1);                     // an entry that is larger than a basket has one for itself
            _encoder.Write(values, from, count, _basket);
            from += count;
        }
    }

    /// <summary>Writes what the basket holds.</summary>
    public ValueTask FlushAsync(RecordQueue queue, CancellationToken cancellationToken) =>
        _basket.IsEmpty ? ValueTask.CompletedTask : queue.AddAsync(_basket.Seal(), cancellationToken);

    public void Dispose() => _basket.Dispose();
}
