using CommunityToolkit.HighPerformance.Buffers;
using Hep.Jagged;
using Hep.Root.IO.Bytes;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>Single elements of a column that planning has to know, whatever they are.</summary>
internal abstract class EdgePages : IDisposable
{
    /// <summary>Asks for the pages that will be wanted and are not there.</summary>
    /// <returns>Whether there are such.</returns>
    public abstract bool Ask(ReadPlan plan);

    /// <summary>Decodes them, once they are fetched.</summary>
    public abstract ValueTask LoadAsync(ReadPlan plan, LoadedBasket scratch, CancellationToken cancellationToken);

    /// <summary>Gives back all but the last one that was wanted.</summary>
    public abstract void Trim();

    public abstract void Dispose();
}

/// <summary>
/// Of one column: where the lists at the edges of a batch end, which alternatives stand between them. Pages are asked for first, then
/// fetched all at once, and the last one stays for the next batch, which begins in it.
/// </summary>
/// <typeparam name="T">What an element is.</typeparam>
internal sealed class EdgePages<T>(ReaderPlace place, Func<StoredColumn, PageDecoder<T>> decoderOf) : EdgePages
    where T : unmanaged
{
    private readonly Dictionary<(int Cluster, int Page), SharedMemory<T>> _pages = [];
    private readonly HashSet<(int Cluster, int Page)> _asked = [];
    private (int Cluster, int Page)? _last;

    /// <summary>Says that an element will be wanted.</summary>
    public void Need(int cluster, long element)
    {
        if (Find(cluster, element) is not var (key, _)) return;
        _last = key;
        if (!_pages.ContainsKey(key)) _asked.Add(key);
    }

    /// <summary>An element; zero where the column has none of that time.</summary>
    public T Get(int cluster, long element) => Find(cluster, element) is var (key, at) ? _pages[key].Span[at] : default;

    public override bool Ask(ReadPlan plan)
    {
        foreach ((int Cluster, int Page) key in _asked)
        {
            (StoredColumn stored, Page page) = PageAt(key);
            place.Pages.Ask(page, stored, plan);
        }
        return _asked.Count > 0;
    }

    public override async ValueTask LoadAsync(ReadPlan plan, LoadedBasket scratch, CancellationToken cancellationToken)
    {
        foreach ((int Cluster, int Page) key in _asked)
        {
            (StoredColumn stored, Page page) = PageAt(key);
            using MemoryOwner<byte>? split = await place.Pages.ReadSplitAsync(page, cancellationToken).ConfigureAwait(false);
            try
            {
                ReadOnlyMemory<byte> plain = place.Pages.Load(page, stored, plan, split, scratch);
                place.Pages.Budget.Take(BytesOf(page.ElementCount));
                SharedMemory<T> elements = SharedMemory<T>.Rent(page.ElementCount);
                _pages.Add(key, elements);
                decoderOf(stored).Decode(plain.Span, elements.Span);
            }
            catch (RootException failure)
            {
                throw failure.In(
                    place.Pages.Records.Source.Location, $"{place.Label}, page {key.Page} of cluster {key.Cluster}", page.Seek);
            }
        }
        _asked.Clear();
    }

    public override void Trim()
    {
        foreach ((int Cluster, int Page) key in _pages.Keys.Where(k => k != _last).ToArray()) Remove(key);
    }

    public override void Dispose()
    {
        foreach ((int Cluster, int Page) key in _pages.Keys.ToArray()) Remove(key);
    }

    private void Remove((int Cluster, int Page) key)
    {
        _pages.Remove(key, out SharedMemory<T>? elements);
        place.Pages.Budget.Return(BytesOf(elements!.Length));
        elements.Dispose();
    }

    private static long BytesOf(int elements) => (long)elements * System.Runtime.CompilerServices.Unsafe.SizeOf<T>();

    private ((int Cluster, int Page) Key, int At)? Find(int number, long element)
    {
        Cluster cluster = place.Clusters[number];
        if (cluster.Find(place.Column) is not var (stored, pages)) return null;
        long at = element - place.Level.MissingIn(cluster, stored, pages);
        if (at < 0) return null;
        if (at >= pages.ElementCount)
            throw new RootException($"{place.Label} has {pages.ElementCount} elements in the cluster of entries {cluster.FirstEntry} to "
                + $"{cluster.EndEntry}, {at + 1} expected.") { File = place.Pages.Records.Source.Location, Object = place.Label };
        int page = pages.PageOf(at);
        return ((number, page), (int)(at - pages.StartOf(page)));
    }

    private (StoredColumn Stored, Page Page) PageAt((int Cluster, int Page) key)
    {
        (StoredColumn stored, ColumnPages pages) = place.Clusters[key.Cluster].Find(place.Column)!.Value;
        return (stored, pages[key.Page]);
    }
}
