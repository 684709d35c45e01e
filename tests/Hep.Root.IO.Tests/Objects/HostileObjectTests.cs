using Hep.Root.IO.Serialization;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Objects;

/// <summary>
/// Damaged objects: they decode, are kept as bytes, or are refused with a <see cref="RootException"/>; never more, in bounded memory.
/// </summary>
[NonParallelizable]
public sealed class HostileObjectTests
{
    private const int Mutations = 1000;
    private const long AllocationBound = 64L << 20;

    [Test]
    public void Every_truncation_of_a_histogram_is_refused_or_kept_as_bytes()
    {
        byte[] whole = new HistogramBytes { Labels = ["a", "b"], Squares = [0, 1, 4, 25, 0], Buffer = [1, 1, 0.5],
            Edges = [0, 1, 10, 100] }.ToTH1D().ToArray();

        for (int length = 0; length < whole.Length; length++)
        {
            RootObject read = new ObjectReader(new StreamerInfos([]), RootReadLimits.Default)
                .ReadWhole("TH1D", whole.AsMemory(0, length), keyLength: 0);
            Assert.That(read.Undecoded, Is.Not.Null, $"{length} bytes");
            Assert.That(() => RootHistogram.Of(read), Throws.InstanceOf<RootException>());
        }
    }

    [Test]
    public void A_mutated_histogram_decodes_or_is_refused()
    {
        byte[] whole = new HistogramBytes { Labels = ["a", "b"], Squares = [0, 1, 4, 25, 0], Buffer = [1, 1, 0.5],
            Edges = [0, 1, 10, 100] }.ToTH1D().ToArray();
        Mutate(whole, "TH1D", new StreamerInfos([]), keyLength: 0);
    }

    [TestCase("graphs.root", "tgae")]
    [TestCase("uproot-issue209.root", "TEfficiencyName")]
    [TestCase("uproot-issue327.root", null)]
    [TestCase("roottest-meta-evolution-version5-nestedColl.root", "obj")]
    [TestCase("streamers.root", null)]
    [TestCase("uproot-issue475.root", "JobInfo")]
    [TestCase("tformula.root", null)]
    [Category("Corpus")]
    public async Task A_mutated_object_of_a_real_file_decodes_or_is_refused(string name, string? path)
    {
        await using RootFile file = await RootFile.OpenAsync(TestData.Reference("corpus", "files", name));
        IReadOnlyList<RootKey> keys = await file.ReadKeysAsync();
        RootKey key = keys.First(k => path is null ? !k.IsTree && !k.IsDirectory : k.Path == path || k.ClassName == path);
        (IO.Files.KeyRecord record,
            CommunityToolkit.HighPerformance.Buffers.MemoryOwner<byte> payload) = await file.Records.ReadAsync(key.Seek,
                (int)key.StoredBytes, default);
        using (payload) Mutate(payload.Span.ToArray(), key.ClassName, await file.GetInfosAsync(default), record.KeyLength);
    }

    private static void Mutate(byte[] whole, string className, StreamerInfos infos, int keyLength)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Read(whole, className, infos, keyLength);
        long bound = AllocationBound + 4 * (GC.GetAllocatedBytesForCurrentThread() - before);
        for (int seed = 0; seed < Mutations; seed++)
        {
            byte[] damaged = Damage(whole, new Random(seed));
            before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Read(damaged, className, infos, keyLength);
            }
            catch (Exception failure) when (failure is not RootException)
            {
                Assert.Fail($"seed {seed}: {failure}");
            }
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(bound), $"seed {seed}");
        }
    }

    private static void Read(byte[] record, string className, StreamerInfos infos, int keyLength)
    {
        RootObject read = new ObjectReader(infos, RootReadLimits.Default).ReadWhole(className, record, keyLength);
        _ = ObjectViews.Draw(read);
    }

    // Bits flipped, bytes overwritten, and numbers of four bytes replaced by those that lie best.
    private static byte[] Damage(byte[] whole, Random random)
    {
        byte[] damaged = (byte[])whole.Clone();
        uint[] lies = [0, 1, 0xFFFF_FFFF, 0x7FFF_FFFF, 0x8000_0000, 0x4000_0000, 0x4000_0006, 0x3FFF_FFFF, 0x0100_0000];
        for (int i = random.Next(1, 5); i > 0; i--)
        {
            int at = random.Next(damaged.Length);
            if (random.Next(3) == 0) damaged[at] ^= (byte)(1 << random.Next(8));
            else if (random.Next(2) == 0 || at + 4 > damaged.Length) damaged[at] = (byte)random.Next(256);
            else System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(damaged.AsSpan(at), lies[random.Next(lies.Length)]);
        }
        return random.Next(8) == 0 ? damaged[..random.Next(damaged.Length)] : damaged;
    }
}
