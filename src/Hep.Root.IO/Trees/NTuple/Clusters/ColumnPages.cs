namespace Hep.Root.IO.Trees.NTuple;

/// <summary>The pages of one column in one cluster.</summary>
internal sealed class ColumnPages
{
    /// <summary>The least that the description of a page has: elements, and a locator that says only its size.</summary>
    private const int PageBytes = sizeof(int) + sizeof(int);

    private readonly Page[] _pages;
    private readonly long[] _ends;

    private ColumnPages(Page[] pages, long firstElement, int compression)
    {
        _pages = pages;
        (FirstElement, Compression) = (firstElement, compression);
        _ends = new long[pages.Length];
        for (int i = 0; i < pages.Length; i++)
        {
            ElementCount += pages[i].ElementCount;
            StoredBytes += pages[i].StoredBytes;
            _ends[i] = ElementCount;
        }
    }

    /// <summary>The number of its first element among those of all clusters.</summary>
    public long FirstElement { get; }

    /// <summary>Elements of all pages.</summary>
    public long ElementCount { get; }

    /// <summary>Bytes of all pages in the file.</summary>
    public long StoredBytes { get; }

    /// <summary>The settings of compression that the writer had: blocks tell their own.</summary>
    public int Compression { get; }

    public int Count => _pages.Length;

    public Page this[int page] => _pages[page];

    /// <summary>The first element of a page, counted in the cluster.</summary>
    public long StartOf(int page) => page == 0 ? 0 : _ends[page - 1];

    /// <summary>The element behind the last one of a page.</summary>
    public long EndOf(int page) => _ends[page];

    /// <summary>The page that holds an element.</summary>
    public int PageOf(long element)
    {
        int low = 0, high = _ends.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_ends[middle] <= element) low = middle + 1; else high = middle;
        }
        return low;
    }

    /// <summary>Reads the list of a column; null for one that is suppressed here, since another way of its field is used.</summary>
    public static ColumnPages? Read(ref EnvelopeBuffer buffer)
    {
        EnvelopeBuffer list = buffer.EnterList(out int count, PageBytes);
        Page[] pages = count == 0 ? [] : new Page[count];
        for (int i = 0; i < pages.Length; i++) pages[i] = Page.Read(ref list);
        long firstElement = list.ReadInt64();
        return firstElement < 0 ? null : new ColumnPages(pages, firstElement, list.Remaining >= sizeof(int) ? list.ReadInt32() : 0);
    }
}
