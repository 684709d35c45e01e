using Hep.Root.IO.Compression;
using Hep.Root.IO.Files;
using Hep.Root.IO.Trees.NTuple;

namespace Hep.Root.IO.Benchmarks;

/// <summary>The pages of an RNTuple as they are stored: what the codec alone is given.</summary>
internal sealed class Pages
{
    private readonly List<(byte[] Stored, int PlainBytes)> _pages = [];
    private byte[] _plain = [];

    /// <summary>Bytes after decompression.</summary>
    public long PlainBytes => _pages.Sum(p => (long)p.PlainBytes);

    public static async Task<Pages> ReadAsync(string location)
    {
        RootLocation place = RootLocation.Parse(location);
        await using RootFile file = await RootFile.OpenAsync(place.File);
        RootKey key = (await file.ReadKeysAsync()).First(k => k.IsNTuple && (place.Object is null || k.Path == place.Object));
        NTupleDescription description = await NTupleOpening.OpenAsync(file.Records, key, default);
        Pages pages = new();
        byte[] bytes = await File.ReadAllBytesAsync(place.File);
        foreach ((StoredColumn column, Page page) in description.StoredPages)
            pages._pages.Add((bytes.AsSpan((int)page.Seek, page.StoredBytes).ToArray(), (int)column.PageBytes(page.ElementCount)));
        pages._plain = new byte[pages._pages.Max(p => p.PlainBytes)];
        return pages;
    }

    /// <summary>Decompresses all, one after the other, into memory that stays in the cache.</summary>
    public int Decompress()
    {
        foreach ((byte[] stored, int plainBytes) in _pages)
            if (stored.Length < plainBytes) BlockFrames.Decompress(stored, _plain.AsSpan(0, plainBytes), verifyChecksums: true);
            else stored.CopyTo(_plain, 0);
        return _pages.Count;
    }
}
