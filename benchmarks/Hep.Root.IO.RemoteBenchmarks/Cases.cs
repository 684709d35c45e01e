using System.Diagnostics;
using System.IO.Hashing;
using Hep.Jagged;

namespace Hep.Root.IO.RemoteBenchmarks;

/// <summary>What can be measured. Copying counts from the start of the process, as a stop watch beside xrdcp would.</summary>
internal static class Cases
{
    private const int PieceBytes = 8 << 20, PiecesAhead = 4;
    private const int SparseCount = 2000, SparseBytes = 8192, SparseStep = 100_000;

    private static readonly Dictionary<string, Func<string, int, Task<Measured>>> All = new()
    {
        ["bulk"] = (url, _) => CopyAsync(url, verify: true),
        ["bulk-read"] = (url, _) => CopyAsync(url, verify: false),
        ["bulk-tls"] = (url, _) => CopyAsync(url, verify: true),
        ["bulk-proxy"] = (url, _) => CopyAsync(url, verify: true),
        ["bulk-rtt"] = (url, _) => CopyAsync(url, verify: true),
        ["seq64k-rtt"] = (url, _) => ReadOneByOneAsync(url),
        ["sparse-rtt"] = (url, _) => ReadSparseAsync(url),
        ["sparse-rtt-par"] = (url, _) => ReadSparseAsync(url),
        ["open-rtt"] = (url, _) => OpenAsync(url),
        ["shuffle"] = ShuffleAsync,
    };

    public static IEnumerable<string> Names => All.Keys;

    public static Func<string, int, Task<Measured>>? Find(string name) => All.GetValueOrDefault(name);

    private static double SinceStart => (DateTime.Now - Process.GetCurrentProcess().StartTime).TotalSeconds;

    private static XRootDClient Client(bool verify = true) => new(XRootDOptions.FromEnvironment() with { VerifyPages = verify });

    private static async Task<Measured> CopyAsync(string url, bool verify)
    {
        await using XRootDClient client = Client(verify);
        await using XRootDFile file = await client.OpenAsync(url);
        Queue<(Task Read, byte[] Buffer)> ahead = [];
        Queue<byte[]> free = new(Enumerable.Range(0, PiecesAhead).Select(_ => GC.AllocateUninitializedArray<byte>(PieceBytes)));
        for (long next = 0; next < file.Length || ahead.Count > 0;)
        {
            while (next < file.Length && free.TryDequeue(out byte[]? buffer))
            {
                int length = (int)Math.Min(PieceBytes, file.Length - next);
                ahead.Enqueue((file.ReadAsync([new ByteRead(next, buffer.AsMemory(0, length))]).AsTask(), buffer));
                next += length;
            }
            (Task read, byte[] done) = ahead.Dequeue();
            await read;
            free.Enqueue(done);
        }
        return new Measured(file.Length, SinceStart);
    }

    private static async Task<Measured> OpenAsync(string url)
    {
        await using XRootDClient client = Client();
        await using XRootDFile file = await client.OpenAsync(url);
        return new Measured(0, SinceStart);
    }

    private static Task<Measured> ReadOneByOneAsync(string url) => ReadAsync(url, async file =>
    {
        byte[] bytes = new byte[200 * 65536];
        for (int at = 0; at < bytes.Length; at += 65536) await file.ReadAsync([new ByteRead(at, bytes.AsMemory(at, 65536))]);
        return bytes;
    });

    private static Task<Measured> ReadSparseAsync(string url) => ReadAsync(url, async file =>
    {
        byte[] bytes = new byte[SparseCount * SparseBytes];
        await file.ReadAsync([.. Enumerable.Range(0, SparseCount)
            .Select(i => new ByteRead((long)i * SparseStep, bytes.AsMemory(i * SparseBytes, SparseBytes)))]);
        return bytes;
    });

    private static async Task<Measured> ReadAsync(string url, Func<XRootDFile, Task<byte[]>> read)
    {
        await using XRootDClient client = Client();
        await using XRootDFile file = await client.OpenAsync(url);
        long start = Stopwatch.GetTimestamp();
        byte[] bytes = await read(file);
        return new Measured(bytes.Length, Stopwatch.GetElapsedTime(start).TotalSeconds, Crc32.HashToUInt32(bytes));
    }

    // All columns of all files that a path, URL or glob names, mixed; the second pass counts, as those of training do.
    private static async Task<Measured> ShuffleAsync(string files, int threads)
    {
        DatasetOptions options = new()
        {
            Shuffle = new ShuffleOptions { Seed = 1 },
            Reading = ReadOptions.Default with { Threads = Math.Max(threads, 1) },
            Opening = new RootOpenOptions { XRootD = Client() },
        };
        DatasetSource source = new() { Files = await DatasetFiles.ExpandAsync([files], Environment.CurrentDirectory, options.Opening) };
        RootDataset data = await RootDataset.OpenAsync(new DatasetSpecification { Sources = [source] }, options);
        (long entries, long start) = (0, 0);
        for (int epoch = 0; epoch < 2; epoch++)
        {
            (entries, start) = (0, Stopwatch.GetTimestamp());
            await foreach (EntryBatch batch in data.ReadAsync(epoch))
                using (batch) entries += batch.EntryCount;
        }
        return new Measured(entries, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }
}
