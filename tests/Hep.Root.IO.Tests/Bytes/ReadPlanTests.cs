using CsCheck;
using Hep.Root.IO.Bytes;

namespace Hep.Root.IO.Tests.Bytes;

/// <summary>Many small ranges become few reads, and each range gets its own bytes.</summary>
public sealed class ReadPlanTests
{
    private static readonly byte[] Content = MakeContent(1 << 20);

    [Test]
    public async Task Neighbours_are_read_together()
    {
        CountingSource source = new(Content);
        using ReadPlan plan = new(4);
        plan.Add(source, 5000, 100);
        plan.Add(source, 0, 100);
        plan.Add(source, 100, 50);

        await plan.ReadAsync(source, CancellationToken.None);

        Assert.That(source.Reads, Is.EqualTo(new[] { (0L, 5100) }));
    }

    [Test]
    public async Task Distant_ranges_are_separate_reads_of_one_request()
    {
        CountingSource source = new(Content);
        using ReadPlan plan = new(4);
        plan.Add(source, 0, 10);
        plan.Add(source, 900_000, 10);

        await plan.ReadAsync(source, CancellationToken.None);

        Assert.That(source.Reads, Is.EqualTo(new[] { (0L, 10), (900_000L, 10) }));
        Assert.That(source.Requests, Is.EqualTo(1));
    }

    [Test]
    public async Task Ranges_that_overlap_are_read_once()
    {
        CountingSource source = new(Content);
        using ReadPlan plan = new(4);
        plan.Add(source, 10, 100);
        plan.Add(source, 50, 10);

        await plan.ReadAsync(source, CancellationToken.None);

        Assert.That(source.Reads, Is.EqualTo(new[] { (10L, 100) }));
        Assert.That(plan.Get(50, 10).Span.SequenceEqual(Content.AsSpan(50, 10)), Is.True);
    }

    [TestCase(-1, 4)]
    [TestCase(0, -1)]
    [TestCase(1 << 20, 1)]
    [TestCase(long.MaxValue, 1)]
    public void Ranges_outside_are_refused_when_they_are_asked_for(long offset, int length)
    {
        using ReadPlan plan = new(4);

        Assert.Throws<RootException>(() => plan.Add(new CountingSource(Content), offset, length));
    }

    [Test]
    public void Every_range_gets_its_own_bytes() =>
        Gen.Select(Gen.Int[0, Content.Length - 1], Gen.Int[0, 70_000])
            .Select(r => (r.Item1, Length: Math.Min(r.Item2, Content.Length - r.Item1)))
            .Array[1, 30].Sample(ranges =>
            {
                CountingSource source = new(Content);
                using ReadPlan plan = new(4);
                foreach ((int offset, int length) in ranges) plan.Add(source, offset, length);
                plan.ReadAsync(source, CancellationToken.None).AsTask().Wait();
                return Array.TrueForAll(ranges, r => plan.Get(r.Item1, r.Length).Span.SequenceEqual(Content.AsSpan(r.Item1, r.Length)));
            }, iter: 300);

    private static byte[] MakeContent(int length)
    {
        byte[] content = new byte[length];
        new Random(4).NextBytes(content);
        return content;
    }

    private sealed class CountingSource(byte[] content) : IByteSource
    {
        private readonly MemorySource _memory = new(content, "memory");

        public List<(long Offset, int Length)> Reads { get; } = [];

        public int Requests { get; private set; }

        public string Location => _memory.Location;

        public long Length => _memory.Length;

        public ValueTask ReadAsync(IReadOnlyList<ByteRead> reads, CancellationToken cancellationToken = default)
        {
            Requests++;
            Reads.AddRange(reads.Select(r => (r.Offset, r.Destination.Length)));
            return _memory.ReadAsync(reads, cancellationToken);
        }

        public ValueTask DisposeAsync() => _memory.DisposeAsync();
    }
}
