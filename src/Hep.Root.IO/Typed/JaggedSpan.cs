namespace Hep.Root.IO;

/// <summary>The lists of one entry, read where they lie: <c>foreach (ReadOnlySpan&lt;float&gt; list in e.Tracks)</c>.</summary>
/// <typeparam name="T">The type of a value; of texts, the bytes of UTF-8.</typeparam>
public readonly ref struct JaggedSpan<T> where T : unmanaged
{
    private readonly ReadOnlySpan<int> _offsets;
    private readonly int _size;

    internal JaggedSpan(ReadOnlySpan<T> values, ReadOnlySpan<int> offsets, int size, int count)
    {
        Values = values;
        _offsets = offsets;
        _size = size;
        Count = count;
    }

    /// <summary>The number of lists.</summary>
    public int Count { get; }

    /// <summary>The values of all lists, one after the other.</summary>
    public ReadOnlySpan<T> Values { get; }

    /// <summary>A list.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer.</exception>
    public ReadOnlySpan<T> this[int list]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)list, (uint)Count, nameof(list));
            return _offsets.IsEmpty ? Values.Slice(list * _size, _size)
                : Values[(_offsets[list] - _offsets[0])..(_offsets[list + 1] - _offsets[0])];
        }
    }

    /// <summary>Copies of the lists.</summary>
    public T[][] ToArrays()
    {
        if (Count == 0) return [];
        T[][] arrays = new T[Count][];
        for (int i = 0; i < arrays.Length; i++) arrays[i] = this[i].ToArray();
        return arrays;
    }

    /// <summary>Goes through the lists.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Goes through the lists of an entry.</summary>
    public ref struct Enumerator
    {
        private readonly JaggedSpan<T> _lists;
        private int _list = -1;

        internal Enumerator(JaggedSpan<T> lists) => _lists = lists;

        /// <summary>The list.</summary>
        public readonly ReadOnlySpan<T> Current => _lists[_list];

        /// <summary>Goes to the next list, if there is one.</summary>
        public bool MoveNext() => ++_list < _lists.Count;
    }
}
