using Hep.Root.IO.Bytes;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Bytes;

/// <summary>Local files and memory behave alike.</summary>
public sealed class SourceTests
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];

    [TestCaseSource(nameof(Sources))]
    public async Task A_vector_read_fills_every_destination(Func<IByteSource> open)
    {
        await using IByteSource source = open();
        byte[] first = new byte[2], last = new byte[3];

        await source.ReadAsync([new ByteRead(253, last), new ByteRead(16, first)]);

        Assert.That(first, Is.EqualTo(new byte[] { 16, 17 }));
        Assert.That(last, Is.EqualTo(new byte[] { 253, 254, 255 }));
        Assert.That(source.Length, Is.EqualTo(256));
    }

    [TestCaseSource(nameof(Sources))]
    public async Task Ranges_outside_are_refused_with_place_and_file(Func<IByteSource> open)
    {
        await using IByteSource source = open();
        foreach (long offset in (long[])[-1, 253, 256, long.MaxValue, long.MinValue])
        {
            RootException failure =
                Assert.ThrowsAsync<RootException>(async () => await source.ReadAsync([new ByteRead(offset, new byte[4])]))!;
            Assert.That((failure.File, failure.Offset), Is.EqualTo((source.Location, (long?)offset)));
        }
    }

    [Test]
    public void A_missing_file_is_named()
    {
        RootException failure = Assert.Throws<RootException>(() => FileSource.Open("/nowhere/at-all.root"))!;

        Assert.That(failure.Message, Does.Contain("/nowhere/at-all.root"));
        Assert.That(failure.File, Is.EqualTo("/nowhere/at-all.root"));
    }

    [Test]
    public void A_folder_is_no_file() => Assert.Throws<RootException>(() => FileSource.Open(TestData.Repository));

    [Test]
    public async Task Cancellation_reaches_a_local_read()
    {
        await using FileSource source = OpenFile();

        Assert.ThrowsAsync<OperationCanceledException>(async () =>
            await source.ReadAsync([new ByteRead(0, new byte[4])], new CancellationToken(canceled: true)));
    }

    private static IEnumerable<TestCaseData<Func<IByteSource>>> Sources =>
        [new(OpenFile) { TestName = "{m}(file)" }, new(() => new MemorySource(Content, "memory")) { TestName = "{m}(memory)" }];

    private static FileSource OpenFile()
    {
        string path = Path.Combine(TestData.NewFolder(), "bytes");
        File.WriteAllBytes(path, Content);
        return FileSource.Open(path);
    }
}
