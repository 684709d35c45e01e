using System.Xml.Linq;
using Hep.Root.IO.Tests.Notebooks;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Trees;

/// <summary>What a notebook shows of a tree.</summary>
public sealed class TreePictureTests
{
    [Test]
    public async Task A_column_shows_type_shape_sizes_and_ratio()
    {
        await using RootFile file = await RootFile.OpenAsync(TestData.Sample("signal.root"));
        RootTree tree = await file.OpenTreeAsync();
        RootColumn column = tree.Columns.Single(c => c.Name == "Jet_pt");

        string[] row = new Picture(tree.ToHtml()).Rows.Single(r => r[0] == "Jet_pt");

        Assert.That(row, Is.EqualTo(new[]
        {
            "Jet_pt", "float32", "[*] nJet", ByteCount.Format(column.StoredBytes), ByteCount.Format(column.PlainBytes),
            ByteCount.Ratio(column.PlainBytes, column.StoredBytes),
        }));
    }

    [Category("Corpus")]
    [TestCase("pfnano.root", "Events")]
    [TestCase("PHYSLITE_example.root", "CollectionTree")]
    [TestCase("KM3NeT_00000267_00025291_JDAQEvent_JDAQSummaryslice.root", "E")]
    public async Task Every_column_stands_once_and_few_are_not_folded(string name, string path)
    {
        await using RootFile file = await RootFile.OpenAsync(TestData.Reference("corpus", "files", name));
        RootTree tree = await file.OpenTreeAsync(path);

        Picture picture = new(tree.ToHtml());

        IEnumerable<string> expected = tree.Columns.Select(c =>
            c.EntryCount == tree.EntryCount || c.Schema is null ? c.Name : $"{c.Name}{c.EntryCount:N0} entries");
        Assert.That(picture.Rows.Select(r => r[0]), Is.EquivalentTo(expected));
        int unreadable = picture.Rows.Count(r => r.Any(t => t.Contains("not readable: ", StringComparison.Ordinal)));
        Assert.That(unreadable, Is.EqualTo(tree.Columns.Count(c => c.Schema is null)));
        Assert.That(picture.Element.Elements("table").Elements("tbody").Elements("tr").Count(), Is.LessThanOrEqualTo(60));
    }

    [Test]
    [Category("Corpus")]
    public async Task A_counter_stands_with_what_it_counts()
    {
        await using RootFile file = await RootFile.OpenAsync(TestData.Reference("corpus", "files", "pfnano.root"));

        Picture picture = new((await file.OpenTreeAsync("Events")).ToHtml());

        XElement electrons = picture.Element.Descendants("details")
            .Single(d => d.Element("summary")!.Element("code")?.Value == "Electron_*");
        Assert.That(electrons.Descendants("td").Select(t => t.Value), Does.Contain("nElectron"));
    }

    [Test]
    [Category("Corpus")]
    public async Task The_bytes_of_a_branch_with_several_leaves_count_once()
    {
        string path = TestData.Reference("corpus", "files", "roottest-tree-addresses-leaflist.root");
        await using RootFile file = await RootFile.OpenAsync(path);
        RootTree tree = await file.OpenTreeAsync();

        Assert.That(tree.Columns, Has.Count.GreaterThan(1));
        RootColumn[] branches = [.. tree.Columns.DistinctBy(c => c.Name.Split('.')[0])];
        Assert.That(tree.StoredBytes, Is.EqualTo(branches.Sum(c => c.StoredBytes)).And.LessThan(tree.Columns.Sum(c => c.StoredBytes)));
        Assert.That(tree.PlainBytes, Is.EqualTo(branches.Sum(c => c.PlainBytes)));
    }
}
