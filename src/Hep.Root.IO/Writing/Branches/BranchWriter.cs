using Hep.Jagged;
using Hep.Root.IO.Writing.Baskets;

namespace Hep.Root.IO.Writing.Branches;

/// <summary>A branch that is being written: its basket takes entries of a column, and goes to the queue when it is full.</summary>
/// <param name="form">What the branch is.</param>
/// <param name="column">The index of the column in the schema: its values, or for a counter its offsets.</param>
/// <param name="encoder">The form of entries.</param>
/// <param name="key">The key of its baskets.</param>
/// <param name="basketBytes">How large baskets become.</param>
internal sealed class BranchWriter(BranchForm form, int column, ColumnEncoder encoder, BasketKey key, int basketBytes) : IDisposable
{
    private readonly OpenBasket _basket = new(key.Length, encoder.EntrySize);

    public BranchForm Form => form;

    public int Column => column;

    /// <summary>What the leaf says of its largest number.</summary>
    public long Maximum => encoder.Maximum;

    /// <summary>The baskets that are in the file.</summary>
    public BasketList Baskets { get; } = new(key);

    /// <summary>Takes entries.</summary>
    public async ValueTask AppendAsync(Column values, int from, int to, BasketQueue queue, CancellationToken cancellationToken)
    {
        while (from < to)
        {
            int count = encoder.Fit(values, from, to, basketBytes - _basket.PlainBytes);
            if (count == 0 && !_basket.IsEmpty)
            {
                await FlushAsync(queue, cancellationToken).ConfigureAwait(false);
                continue;
            }
            count = Math.Max(count, 1);                     // an entry that is larger than a basket has one for itself
            encoder.Write(values, from, count, _basket);
            from += count;
        }
    }

    /// <summary>Writes what the basket holds.</summary>
    public async ValueTask FlushAsync(BasketQueue queue, CancellationToken cancellationToken)
    {
        if (_basket.IsEmpty) return;
        await queue.AddAsync(Baskets, _basket.Seal(), cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _basket.Dispose();
}
