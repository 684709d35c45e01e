namespace Hep.Root.IO.Tests.Http;

/// <summary>What tests do with a file again and again.</summary>
internal static class HttpReading
{
    /// <summary>Options that lose no time.</summary>
    public static HttpFileOptions Hasty { get; } = new()
    {
        ConnectTimeout = TimeSpan.FromSeconds(5),
        StallTimeout = TimeSpan.FromSeconds(5),
        Deadline = TimeSpan.FromSeconds(20),
        Retries = 2,
    };

    /// <summary>Opens a file with a client of its own, and reads one range.</summary>
    public static async Task<byte[]> ReadAsync(string url, long offset, int length, HttpFileOptions? options = null)
    {
        await using HttpFileClient client = new(options ?? Hasty);
        await using HttpFile file = await client.OpenAsync(url);
        return await file.ReadAsync(offset, length);
    }

    public static async Task<byte[]> ReadAsync(this HttpFile file, long offset, int length)
    {
        byte[] bytes = new byte[length];
        await file.ReadAsync([new ByteRead(offset, bytes)]);
        return bytes;
    }

    /// <summary>Many short ranges, far from each other.</summary>
    public static List<ByteRead> Sparse(int count, int length, int step) =>
        [.. Enumerable.Range(0, count).Select(i => new ByteRead((long)i * step, new byte[length]))];

    public static void AreOf(this IEnumerable<ByteRead> reads, byte[] file)
    {
        foreach (ByteRead read in reads)
            Assert.That(read.Destination.Span.SequenceEqual(file.AsSpan((int)read.Offset, read.Destination.Length)),
                $"bytes at {read.Offset}");
    }

    /// <summary>The failure, which has to come.</summary>
    public static HttpFileException Refusal(Func<Task> call)
    {
        Exception failure = Assert.CatchAsync(async () => await call())!;
        HttpFileException? told = failure as HttpFileException ?? failure.InnerException as HttpFileException;
        Assert.That(told, Is.Not.Null, failure.ToString());
        return told!;
    }
}
