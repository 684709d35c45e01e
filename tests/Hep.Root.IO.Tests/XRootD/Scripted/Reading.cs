namespace Hep.Root.IO.Tests.XRootD.Scripted;

/// <summary>Clients that lose patience soon, and files whose bytes tell where they stand.</summary>
internal static class Reading
{
    public static XRootDOptions Impatient { get; } = new()
    {
        ConnectTimeout = TimeSpan.FromSeconds(2),
        StallTimeout = TimeSpan.FromMilliseconds(400),
        Deadline = TimeSpan.FromSeconds(20),
    };

    /// <summary>No two places of it look alike.</summary>
    public static byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Reads a whole file with a client of its own.</summary>
    public static async Task<byte[]> WholeAsync(string url, XRootDOptions? options = null)
    {
        await using XRootDClient client = new(options ?? Impatient);
        await using XRootDFile file = await client.OpenAsync(url);
        return await WholeAsync(file);
    }

    public static async Task<byte[]> WholeAsync(XRootDFile file)
    {
        byte[] bytes = new byte[file.Length];
        await file.ReadAsync([new ByteRead(0, bytes)]);
        return bytes;
    }

    /// <summary>Reads ranges at once.</summary>
    public static async Task<byte[][]> RangesAsync(XRootDFile file, params (long Offset, int Length)[] ranges)
    {
        byte[][] bytes = [.. ranges.Select(r => new byte[r.Length])];
        await file.ReadAsync([.. ranges.Select((r, i) => new ByteRead(r.Offset, bytes[i]))]);
        return bytes;
    }

    /// <summary>Waits for what must come soon.</summary>
    public static async Task UntilAsync(Func<bool> isSo, string what, int seconds = 5)
    {
        for (int tries = 0; tries < seconds * 100; tries++)
        {
            if (isSo()) return;
            await Task.Delay(10);
        }
        Assert.Fail($"Not within {seconds} s: {what}.");
    }
}
