using CsCheck;
using Hep.Root.IO.Bytes;

namespace Hep.Root.IO.Tests.Bytes;

public sealed class EdgeCacheTests
{
    [Test]
    public void Every_range_is_what_the_file_has() =>
        Gen.Select(Gen.OneOf(Gen.Int[1, 300], Gen.Int[60_000, 70_000], Gen.Int[255_000, 270_000], Gen.Int[300_000, 900_000]), Gen.Int)
            .Sample((length, seed) =>
            {
                Random random = new(seed);
                byte[] content = new byte[length];
                random.NextBytes(content);
                EdgeCache cache = new(new MemorySource(content, "memory"));
                for (int i = 0; i < 30; i++)
                {
                    int offset = random.Next(length + 1), count = random.Next(Math.Min(length - offset, 1 << random.Next(1, 20)) + 1);
                    byte[] read = new byte[count];
                    cache.ReadAsync([new ByteRead(offset, read)]).AsTask().GetAwaiter().GetResult();
                    Assert.That(read.AsSpan().SequenceEqual(content.AsSpan(offset, count)), Is.True, $"{offset} + {count} of {length}");
                }
            }, iter: 60);

    [Test]
    public async Task Both_ends_are_asked_for_once_and_together()
    {
        CountingSource source = new(new byte[1 << 20]);
        EdgeCache cache = new(source);

        await cache.ReadAsync([new ByteRead(0, new byte[100])]);
        await cache.ReadAsync([new ByteRead((1 << 20) - 1000, new byte[1000])]);
        Assert.That(source.Asked, Is.EqualTo(new[] { 2 }));

        await cache.ReadAsync([new ByteRead(500_000, new byte[1000])]);
        await cache.ReadAsync([new ByteRead(0, new byte[10]), new ByteRead(100, new byte[10])]);
        Assert.That(source.Asked, Is.EqualTo(new[] { 2, 1, 2 }));
        Assert.That(() => cache.ReadAsync([new ByteRead(1 << 20, new byte[1])]).AsTask(), Throws.TypeOf<RootException>());
    }

    private sealed class CountingSource(byte[] content) : IByteSource
    {
        private readonly MemorySource _memory = new(content, "memory");

        public List<int> Asked { get; } = [];

        public string Location => _memory.Location;

        public long Length => _memory.Length;

        public ValueTask ReadAsync(IReadOnlyList<ByteRead> reads, CancellationToken cancellationToken = default)
        {
            Asked.Add(reads.Count);
            return _memory.ReadAsync(reads, cancellationToken);
        }

        public ValueTask DisposeAsync() => _memory.DisposeAsync();
    }
}
