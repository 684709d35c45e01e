using System.Buffers.Binary;
using System.Text;
using Hep.Jagged;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Files;

/// <summary>Opening files: identity, keys, and files that no writer closed.</summary>
public sealed class RootFileTests
{
    private const int TopDirectory = 100;

    [Test]
    public async Task A_file_is_known_by_its_UUID_wherever_it_lies()
    {
        string path = TestData.Sample("signal.root");
        await using RootFile local = await RootFile.OpenAsync(path);
        await using RootFile copy = await RootFile.FromMemoryAsync(await File.ReadAllBytesAsync(path));

        Assert.That(local.Id, Is.Not.EqualTo(Guid.Empty));
        Assert.That(copy.Id, Is.EqualTo(local.Id));
    }

    [Test]
    public async Task A_file_without_UUID_is_known_by_its_header_and_keys()
    {
        byte[] file = await WithoutIdentity();
        byte[] longer = [.. file, 0];

        await using RootFile first = await RootFile.FromMemoryAsync(file), again = await RootFile.FromMemoryAsync((byte[])[.. file]),
            other = await RootFile.FromMemoryAsync(longer);

        Assert.That(first.Id, Is.Not.EqualTo(Guid.Empty));
        Assert.That(again.Id, Is.EqualTo(first.Id));
        Assert.That(other.Id, Is.Not.EqualTo(first.Id));
    }

    [Test]
    public async Task The_newest_cycle_is_opened_unless_another_is_named()
    {
        await using RootFile file = await RootFile.OpenAsync(TestData.Sample("signal.root"));

        RootTree newest = await file.OpenTreeAsync("Events"), named = await file.OpenTreeAsync($"Events;{newest.Cycle}"),
            only = await file.OpenTreeAsync();

        Assert.That((newest.Cycle, named.EntryCount, only.Path),
            Is.EqualTo((file.Keys.Where(k => k.Name == "Events").Max(k => k.Cycle), newest.EntryCount, "Events")));
    }

    [Test]
    public async Task A_missing_tree_is_answered_with_near_names()
    {
        await using RootFile file = await RootFile.OpenAsync(TestData.Sample("signal.root"));

        Assert.That(async () => await file.OpenTreeAsync("Event"), Throws.TypeOf<RootException>().With.Message.Contains("Events"));
    }

    [TestCase(0, TestName = "A_file_that_was_never_closed_gives_its_trees")]
    [TestCase(int.MaxValue, TestName = "A_file_whose_list_of_keys_lies_elsewhere_gives_its_trees")]
    public async Task A_file_without_keys_gives_its_trees(int keysSeek)
    {
        byte[] whole = await File.ReadAllBytesAsync(TestData.Sample("signal.root")), open = [.. whole];
        BinaryPrimitives.WriteInt32BigEndian(open.AsSpan(KeysSeekOf(open)), keysSeek);

        await using RootFile closed = await RootFile.FromMemoryAsync(whole),
            recovered = await RootFile.FromMemoryAsync(open, options: new() { Recover = true });

        Assert.That(async () => await RootFile.FromMemoryAsync(open), Throws.TypeOf<RootException>().With.Message.Contains("Recover"));
        Assert.That((closed.IsRecovered, recovered.IsRecovered), Is.EqualTo((false, true)));
        Assert.That(recovered.Keys.Select(k => k.Path), Is.EqualTo(closed.Keys.Select(k => k.Path)));
        RootTree tree = await recovered.OpenTreeAsync("Events");
        await foreach (EntryBatch batch in tree.ReadBatchesAsync(["MET_pt"]))
            using (batch) Assert.That(batch.EntryCount, Is.Positive);
    }

    [Test]
    public async Task Every_truncation_of_the_head_is_refused_with_the_file()
    {
        byte[] whole = await File.ReadAllBytesAsync(TestData.Sample("signal.root"));

        for (int length = 0; length < 300; length++)
            Assert.That(async () => await RootFile.FromMemoryAsync(whole.AsMemory(0, length), "cut.root"),
                Throws.TypeOf<RootException>().With.Property(nameof(RootException.File)).EqualTo("cut.root"), $"cut to {length} bytes");
    }

    [Test]
    public void A_remote_file_is_refused_without_what_may_be_secret() =>
        Assert.That(async () => await RootFile.OpenAsync("https://host/file.root?token=secret"),
            Throws.TypeOf<RootException>().With.Message.Not.Contains("secret"));

    [Test]
    [Category("Corpus")]
    public async Task Directories_come_before_what_lies_in_them()
    {
        await using RootFile file = await RootFile.OpenAsync(TestData.Reference("corpus", "files", "uproot-nesteddirs.root"));

        IReadOnlyList<RootKey> keys = await file.ReadKeysAsync();

        Assert.That(keys.Select(k => k.Path), Is.EqualTo(new[] { "one", "one/two", "one/two/tree", "one/tree", "three", "three/tree" }));
        Assert.That((await file.OpenTreeAsync("one/two/tree")).EntryCount, Is.Positive);
    }

    [Test]
    [Category("Corpus")]
    public async Task A_directory_in_itself_is_refused()
    {
        byte[] file = await File.ReadAllBytesAsync(TestData.Reference("corpus", "files", "uproot-nesteddirs.root"));
        // The keys of "one" lie where its directory says; let it name those of the top directory.
        int top = KeysSeekOf(file), one = BinaryPrimitives.ReadInt16BigEndian(file.AsSpan(238 + 14)) + 238 + 2 + 4 + 4 + 4 + 4 + 4 + 4;
        file.AsSpan(top, 4).CopyTo(file.AsSpan(one));
        file.AsSpan(TopRecord(file) + 10, 4).CopyTo(file.AsSpan(one - 16));

        await using RootFile circular = await RootFile.FromMemoryAsync(file);

        Assert.That(async () => await circular.ReadKeysAsync(), Throws.TypeOf<RootException>().With.Message.Contains("in itself"));
    }

    private static int TopRecord(byte[] file) => TopDirectory + BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(28));

    // Version, two dates, two lengths, three places: the third is that of the keys.
    private static int KeysSeekOf(byte[] file) => TopRecord(file) + 2 + 4 + 4 + 4 + 4 + 4 + 4;

    private static async Task<byte[]> WithoutIdentity()
    {
        byte[] file = await File.ReadAllBytesAsync(TestData.Sample("signal.root"));
        Assert.That(Encoding.ASCII.GetString(file, 0, 4), Is.EqualTo("root"));
        file.AsSpan(45, 18).Clear();
        file.AsSpan(KeysSeekOf(file) + 4, 18).Clear();
        return file;
    }
}
