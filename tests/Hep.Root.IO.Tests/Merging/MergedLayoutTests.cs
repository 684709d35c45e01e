using System.Buffers.Binary;
using System.Text;
using Hep.Jagged;
using Hep.Root.IO.Serialization;
using Hep.Root.IO.Tests.Writing;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Merging;

/// <summary>What the version of a class means in a merged file: one thing, in all its trees.</summary>
public sealed class MergedLayoutTests
{
    // A class that the file of every tree describes, with two members, and one of no file whose name is as long.
    private const string Described = "TAttFill", Own = "MyObject";

    [Test]
    public async Task Trees_whose_files_give_a_version_other_members_are_not_copied_together([Values(1, 2)] int version)
    {
        (string a, string b) = await WriteAsync("Events", "Events", TreeFormat.TTree, [(Own, version, 1, 2)], [(Own, version, 2, 1)]);

        RootMerge merge = await RootMerge.OpenAsync([a, b]);

        Assert.That(merge.Objects[0].WhyRewritten,
            Does.Contain($"version {version} of class {Own} has other members").And.Contain("b.root"));
    }

    [Test]
    public async Task A_version_means_one_thing_in_all_trees_of_the_merged_file([Values] TreeFormat format)
    {
        (string a, string b) = await WriteAsync("T1", "T2", format, [(Own, 2, 1, 2)], [(Own, 2, 2, 1)]);

        RootMerge merge = await RootMerge.OpenAsync([a, b]);
        string merged = await MergeFiles.MergeAsync(null, a, b);

        Assert.That(merge.Objects.Select(o => o.WhyRewritten), Is.EqualTo(new[] { null, "" }).Using<string?>(
            (found, expected) => (found is null) == (expected is null)));
        Assert.That(merge.Objects[1].WhyRewritten, Does.Contain("has other members"));
        Assert.That(await FormsAsync(merged), Is.EqualTo(new[] { (2, 2) }));
        foreach (string tree in (string[])["T1", "T2"])
            Assert.That((await WrittenTree.ReadAsync(merged, tree)).EntryCount, Is.EqualTo(3), tree);
    }

    [Test]
    public async Task Classes_without_a_version_are_told_by_checksums_where_a_file_shows_that_they_are()
    {
        (string a, string b) = await WriteAsync(
            "Events", "Events", TreeFormat.TTree, [(Own, 1, 1, 2)], [(Own, 1, 2, 1), (Own, 1, 1, 2)]);

        RootMerge merge = await RootMerge.OpenAsync([a, b]);
        string merged = await MergeFiles.MergeAsync(null, a, b);

        Assert.That(merge.Objects[0].WhyRewritten, Is.Null);
        Assert.That(await FormsAsync(merged), Is.EquivalentTo(new[] { (1, 1), (1, 2) }));
    }

    // Two files with a tree of the same form, and layouts of a class with some members beside it.
    private static async Task<(string, string)> WriteAsync(
        string firstTree, string secondTree, TreeFormat format,
        (string Class, int Version, uint Checksum, int Members)[] first, (string, int, uint, int)[] second)
    {
        string folder = TestData.NewFolder();
        string model = await MergeFiles.MakeTreeAsync(folder, "model.root", Column.Create("x", 1));
        await using RootFile file = await RootFile.OpenAsync(model);
        StoredInfo described = (await file.ReadStoredInfosAsync(default)).Single(i => i.Identity.ClassName == Described);
        return (await MakeAsync("a.root", firstTree, first), await MakeAsync("b.root", secondTree, second));

        Task<string> MakeAsync(string name, string tree, (string Class, int Version, uint Checksum, int Members)[] layouts) =>
            MergeFiles.MakeAsync(folder, name, output =>
            {
                foreach ((string className, int version, uint checksum, int members) in layouts)
                    output.Tables.Describe(Like(described, className, version, checksum, members));
                return output.WriteTreeAsync(tree, WrittenEvents.Stream(WrittenEvents.Batch(Column.Create("x", 1, 2, 3))),
                    new() { Format = format });
            });
    }

    // TStreamerInfo: its name, and last its checksum and version; the head of a TObjArray ends with a count and a lower bound.
    private static StoredInfo Like(StoredInfo model, string className, int version, uint checksum, int members)
    {
        byte[] head = [.. model.Head], list = [.. model.ListHead];
        Encoding.ASCII.GetBytes(className, head.AsSpan(head.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Described))));
        BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(head.Length - 8), checksum);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(head.Length - 4), version);
        BinaryPrimitives.WriteInt32BigEndian(list.AsSpan(list.Length - 8), members);
        return model with
        {
            Identity = new LayoutIdentity(className, version, checksum),
            Head = head,
            ListHead = list,
            Elements = [.. model.Elements.Take(members)],
        };
    }

    private static async Task<IEnumerable<(int Version, int Members)>> FormsAsync(string path)
    {
        await using RootFile file = await RootFile.OpenAsync(path);
        return [.. (await file.GetInfosAsync(default)).Own.Where(i => i.ClassName == Own).Select(i => (i.Version, i.Elements.Count))];
    }
}
