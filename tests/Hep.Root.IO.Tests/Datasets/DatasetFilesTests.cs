using Hep.Testing;

namespace Hep.Root.IO.Tests.Datasets;

public sealed class DatasetFilesTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFiles()
    {
        _folder = TestData.NewFolder();
        foreach (string file in (string[])["b10.root", "b2.root", "B1.root", "a.txt", "run1/x.root", "run2/x.root", "run2/y.root",
            "we[i]rd.root", "star*.root"])
        {
            string path = Path.Combine(_folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "");
        }
    }

    [TearDown]
    public void RemoveFiles() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void A_glob_expands_in_ordinal_order_with_case() => Assert.That(Expand("b*.root"), Is.EqualTo(new[] { "b10.root", "b2.root" }));

    [Test]
    public void A_question_mark_is_one_character() => Assert.That(Expand("b?.root"), Is.EqualTo(new[] { "b2.root" }));

    [Test]
    public void A_glob_may_stand_in_the_name_of_a_folder() =>
        Assert.That(Expand("run*/*.root"), Is.EqualTo(new[] { "run1/x.root", "run2/x.root", "run2/y.root" }));

    [Test]
    public void Files_keep_the_order_in_which_they_are_named() =>
        Assert.That(Expand("run2/y.root", "b?.root", "B1.root"), Is.EqualTo(new[] { "run2/y.root", "b2.root", "B1.root" }));

    [Test]
    public void Brackets_are_letters_and_a_file_may_hold_a_star_in_its_name() =>
        Assert.That(Expand("we[i]rd.root", "we[i]*", "star*.root"), Is.EqualTo(new[] { "we[i]rd.root", "we[i]rd.root", "star*.root" }));

    [Test]
    public void A_list_is_relative_to_itself_and_may_hold_comments_and_globs()
    {
        File.WriteAllText(Path.Combine(_folder, "run2", "list.txt"), "# two files\n\n  x.root  \n../b?.root\nroot://host//store/a.root\n");

        IReadOnlyList<string> files = DatasetFiles.Expand(["@run2/list.txt"], _folder);

        Assert.That(files,
            Is.EqualTo(new[] { Path.Combine(_folder, "run2", "x.root"), Path.Combine(_folder, "b2.root"), "root://host//store/a.root" }));
    }

    [Test]
    public void A_plain_path_is_taken_as_it_is() => Assert.That(Expand("missing.root"), Is.EqualTo(new[] { "missing.root" }));

    [TestCase("c*.root", "No file matches")]
    [TestCase("none*/x.root", "No file matches")]
    [TestCase("@missing.txt", "cannot be read")]
    [TestCase("@a.txt", "names no file")]
    [TestCase("root://host//store/*.root", "glob over a folder of a server")]
    public void What_gives_no_file_is_an_error_that_names_it(string file, string reason)
    {
        RootException refusal = Assert.Throws<RootException>(() => Expand(file))!;

        Assert.That(refusal.Message, Does.Contain(reason));
        Assert.That(refusal.File, Is.Not.Null);
    }

    [Test]
    public void A_list_within_a_list_is_refused()
    {
        File.WriteAllText(Path.Combine(_folder, "loop.txt"), "@loop.txt");

        Assert.That(() => Expand("@loop.txt"), Throws.TypeOf<RootException>().With.Message.Contains("names another list"));
    }

    private string[] Expand(params string[] files) =>
        [.. DatasetFiles.Expand(files, _folder).Select(f => Path.GetRelativePath(_folder, f).Replace('\\', '/'))];
}
