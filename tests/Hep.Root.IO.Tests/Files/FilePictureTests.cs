using System.Buffers.Binary;
using System.Xml.Linq;
using Hep.Root.IO.Tests.Notebooks;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Files;

/// <summary>What a notebook shows of a file.</summary>
public sealed class FilePictureTests
{
    [Test]
    public async Task A_file_shows_its_writer_and_its_keys()
    {
        await using RootFile file = await RootFile.OpenAsync(TestData.Sample("signal.root"));
        RootKey key = file.Keys.Single();

        Picture picture = new(file.ToHtml());

        Assert.That(picture.Element.Value, Does.Contain("signal.root ROOT file, ")
            .And.Contain($"compression {file.Compression}").And.Contain(file.Id.ToString()));
        Assert.That(picture.Rows.Single(), Is.EqualTo(new[]
        {
            "Events", "TTree", key.Title, $"{key.Cycle}", ByteCount.Format(key.StoredBytes), ByteCount.Format(key.PlainBytes),
        }));
    }

    [Test]
    public async Task Names_of_a_file_are_text_and_never_markup()
    {
        byte[] bytes = await File.ReadAllBytesAsync(TestData.Sample("signal.root"));
        for (int at; (at = bytes.AsSpan().IndexOf("\u0006Events"u8)) >= 0;)
            "<b>&\"'"u8.CopyTo(bytes.AsSpan(at + 1));

        await using RootFile file = await RootFile.FromMemoryAsync(bytes, "<i>.root");

        Picture picture = new(file.ToHtml());
        Assert.That(picture.Rows.Single()[0], Is.EqualTo("<b>&\"'"));
        Assert.That(picture.Element.Descendants("b").Single().Value, Is.EqualTo("<i>.root"));
        Assert.That(new Picture((await file.OpenTreeAsync()).ToHtml()).Element.Descendants("b").Single().Value, Is.EqualTo("<b>&\"'"));
    }

    [Test]
    public async Task A_notebook_finds_the_pictures_of_files_and_trees()
    {
        await using RootFile file = await RootFile.OpenAsync(TestData.Sample("signal.root"));
        RootTree tree = await file.OpenTreeAsync();

        Assert.That(Picture.InNotebook(file), Is.EqualTo(file.ToHtml()));
        Assert.That(Picture.InNotebook(tree), Is.EqualTo(tree.ToHtml()));
    }

    [Test]
    [Category("Corpus")]
    public async Task Directories_fold_and_nest()
    {
        await using RootFile file = await RootFile.OpenAsync(TestData.Reference("corpus", "files", "uproot-nesteddirs.root"));

        Picture picture = new(file.ToHtml());

        Assert.That(picture.Parts, Is.EqualTo(new[] { "one/", "two/", "three/" }));
        Assert.That(picture.Rows.Select(r => r[0]), Is.EqualTo(new[] { "tree", "tree", "tree" }));
        XElement one = picture.Element.Elements("details").First();
        Assert.That(one.Descendants("details").Single().Descendants("td").First().Value, Is.EqualTo("tree"));
    }

    [Test]
    [Category("Corpus")]
    public async Task A_damaged_directory_is_told_and_the_rest_is_shown()
    {
        byte[] bytes = await File.ReadAllBytesAsync(TestData.Reference("corpus", "files", "uproot-nesteddirs.root"));
        await using RootFile whole = await RootFile.FromMemoryAsync(bytes);
        RootKey three = whole.Keys.Single(k => k.Name == "three");
        int placeOfKeys = (int)three.Seek + three.KeyLength + 26;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(placeOfKeys), int.MaxValue);
        await using RootFile damaged = await RootFile.FromMemoryAsync(bytes, "damaged.root");

        Picture picture = new(damaged.ToHtml());

        Assert.That(picture.Parts, Is.EqualTo(new[] { "one/", "two/", "three/" }));
        Assert.That(picture.Element.Value, Does.Contain("Directories are missing: directory in damaged.root"));
        Assert.That(async () => await damaged.ReadKeysAsync(), Throws.TypeOf<RootException>());
    }

    [Test]
    [Category("Corpus")]
    public async Task All_cycles_of_a_name_are_one_row()
    {
        await using RootFile file = await RootFile.OpenAsync(TestData.Reference("corpus", "files", "roottest-treeproxy-p0dNuESearch.root"));

        Picture picture = new(file.ToHtml());

        Assert.That(picture.Rows.Single()[3], Is.EqualTo("3, 2, 1"));
    }
}
