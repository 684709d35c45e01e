using System.Buffers.Binary;
using System.Diagnostics;
using Hep.Root.IO.Tests.Hostile;
using Hep.Root.IO.Tests.XRootD.Scripted;
using Hep.Root.IO.XRootD;

namespace Hep.Root.IO.Tests.XRootD.Hostile;

/// <summary>
/// Servers whose every frame may be damaged: calls end in time with what was asked for or with an error that is documented, and take no
/// more memory than they should. <c>HEP_FUZZ_MINUTES</c> makes the run longer.
/// </summary>
public sealed class HostileServerTests
{
    private const int Sessions = 48, MostBytesOfSession = 64 << 20;        // most of them wait
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(4), MostOfCall = TimeSpan.FromSeconds(8);
    private static readonly byte[] Content = Reading.Bytes(30_000);

    private static readonly int[] Lies =
        [0, 1, 7, 15, 23, 24, 25, -1, int.MinValue, int.MaxValue, 1 << 20, (1 << 20) + 1, 1 << 24, 5008, 3011];

    private static readonly ushort[] Kinds = [0, 4000, 4001, 4002, 4003, 4004, 4005, 4006, 4007];

    private static XRootDOptions Options => new()
    {
        ConnectTimeout = TimeSpan.FromMilliseconds(200),
        StallTimeout = TimeSpan.FromMilliseconds(80),
        Deadline = TimeSpan.FromMilliseconds(500),
        UserName = "me",
    };

    [Test]
    public async Task Damaged_answers_end_in_errors_that_are_documented()
    {
        TimeSpan duration = FuzzOptions.Duration ?? Short;
        Stopwatch watch = Stopwatch.StartNew();
        int seed = 0, calls = 0, succeeded = 0;
        long before = GC.GetTotalAllocatedBytes();

        await Task.WhenAll(Enumerable.Range(0, Sessions).Select(async _ =>
        {
            while (watch.Elapsed < duration) await SessionAsync(Interlocked.Increment(ref seed));
        }));

        TestContext.Out.WriteLine($"{seed} servers, {calls} calls, {succeeded} of them succeeded");
        Assert.That(succeeded, Is.InRange(1, calls - 1), "some calls fail and some do not, or the damage proves nothing");
        Assert.That((GC.GetTotalAllocatedBytes() - before) / seed, Is.LessThan(MostBytesOfSession));

        async Task SessionAsync(int number)
        {
            Random random = new(number);
            using ScriptedServer server = new() { Files = { ["/a"] = Content }, Cut = bytes => Damage(bytes, random) };
            XRootDClient client = new(Options);
            string url = server.Url("/a");
            await TryAsync(number, () => client.StatAsync(url));
            await TryAsync(number, () => client.ListAsync(server.Url("/")));
            await TryAsync(number, () => client.LocateAsync(url));
            await TryAsync(number, () => client.ChecksumAsync(url));
            await TryAsync(number, async () =>
            {
                await using XRootDFile file = await client.OpenAsync(url);
                // The size of a file is protected by nothing, and neither is what a server says that it can; pages are.
                if (file.Length != Content.Length) return;
                bool isRight = (await Reading.WholeAsync(file)).AsSpan().SequenceEqual(Content);
                Assert.That(isRight || server.Asked(RequestCode.Read).Any(), $"seed {number}");
                await Reading.RangesAsync(file, (0, 100), (200, 3000), (20_000, 10_000));
            });
            await client.DisposeAsync();
        }

        async Task TryAsync(int number, Func<Task> call)
        {
            Interlocked.Increment(ref calls);
            try
            {
                await call().WaitAsync(MostOfCall);
                Interlocked.Increment(ref succeeded);
            }
            catch (Exception failure) when (failure is XRootDException or RootException)
            {
                Assert.That(failure.Message, Is.Not.Empty);
            }
            catch (Exception other) when (other is not AssertionException)
            {
                Assert.Fail($"Seed {number}: {other}");
            }
        }
    }

    private static IEnumerable<byte[]> Damage(byte[] bytes, Random random)
    {
        byte[] damaged = [.. bytes];
        lock (random)
            switch (random.Next(14))
            {
                case 0:
                    damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    damaged = damaged[..random.Next(damaged.Length)];
                    break;
                case 2:
                    int at = random.Next(damaged.Length);
                    damaged = [.. damaged[..at], .. damaged[random.Next(at + 1)..]];
                    break;
                case 3:
                    BinaryPrimitives.WriteInt32BigEndian(damaged.AsSpan(4), Lies[random.Next(Lies.Length)]);
                    break;
                case 4:
                    BinaryPrimitives.WriteUInt16BigEndian(damaged.AsSpan(2), Kinds[random.Next(Kinds.Length)]);
                    break;
                case 5 when damaged.Length >= 12:
                    BinaryPrimitives.WriteInt32BigEndian(damaged.AsSpan(random.Next(damaged.Length - 3)), Lies[random.Next(Lies.Length)]);
                    break;
                case 6:
                    BinaryPrimitives.WriteUInt16BigEndian(damaged, (ushort)random.Next(4));
                    break;
            }
        yield return damaged;
    }
}
