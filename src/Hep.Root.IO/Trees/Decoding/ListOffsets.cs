using Hep.Jagged;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>The offsets of one column while its baskets are decoded: those of its collection as long as they are the same.</summary>
internal sealed class ListOffsets : IDisposable
{
    private readonly GrowingMemory<int> _own = new();
    private CollectionOffsets? _common;
    private int _lists;

    /// <summary>Elements of all lists so far.</summary>
    public int Elements { get; private set; }

    /// <summary>Begins a batch.</summary>
    /// <param name="expected">Lists that it has, as far as the file vouches for them.</param>
    /// <param name="common">What the column may have in common with others.</param>
    public void Begin(long expected, CollectionOffsets? common)
    {
        _own.Begin(expected + 1);
        (_common, _lists, Elements) = (common, 0, 0);
    }

    /// <summary>Takes the lists of a segment together with the other columns of the collection.</summary>
    public bool TryTake(BasketSegment segment, int elementBytes)
    {
        if (_common is null) return false;
        if (_common.TryTake(segment, _lists, elementBytes))
        {
            _lists += segment.Count;
            Elements = _lists == 0 ? 0 : _common.First(_lists)[^1];
            return true;
        }
        if (_lists > 0) _common.First(_lists).CopyTo(_own.Add(_lists + 1));
        _common = null;
        return false;
    }

    /// <summary>Room for the ends of more lists, which the caller fills at once.</summary>
    public Span<int> Add(int lists)
    {
        if (_own.Count == 0) _own.Append(0);
        _lists += lists;
        return _own.Add(lists);
    }

    /// <summary>Counts the elements of the lists that were added.</summary>
    /// <exception cref="OverflowException">There are more than offsets can count.</exception>
    public void AddElements(int count) => Elements = checked(Elements + count);

    /// <summary>Hands over the offsets; empty afterwards.</summary>
    public SharedMemory<int> Take()
    {
        if (_common is not null && _lists > 0) return _common.Share(_lists);
        _ = Add(0);
        return _own.Take();
    }

    public void Dispose()
    {
        _common = null;
        _own.Dispose();
    }
}
