using Hep.Testing;
using Hep.Tool.Terminal;

namespace Hep.Tool.Tests.Terminal;

public sealed class OutputFileTests
{
    [Test]
    public async Task A_result_appears_only_when_it_is_complete()
    {
        string folder = TestData.NewFolder();
        await using Session session = NewSession(folder);
        await using OutputFile file = OutputFile.Create(session, "out.txt", force: false);
        await file.Stream.WriteAsync("whole"u8.ToArray());

        Assert.That(Directory.GetFiles(folder).Select(Path.GetFileName), Is.EqualTo(new[] { ".out.txt.hep-part" }));
        await file.CompleteAsync(default);

        Assert.That(Directory.GetFiles(folder).Select(Path.GetFileName), Is.EqualTo(new[] { "out.txt" }));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(folder, "out.txt")), Is.EqualTo("whole"));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "devices are Unix's")]
    public async Task A_device_is_written_and_never_replaced_by_a_file()
    {
        await using Session session = NewSession(TestData.NewFolder());

        await OutputFile.WriteAsync(session, "/dev/null", force: true, "nobody reads this"u8.ToArray(), default);

        Assert.That(new FileInfo("/dev/null").Length, Is.Zero);
        Assert.That(File.ReadAllText("/dev/null"), Is.Empty);
    }

    [Test]
    [Platform(Include = "Linux", Reason = "the folder is Linux's")]
    public async Task What_lies_in_shared_memory_is_a_file_and_no_device()
    {
        if (!Directory.Exists("/dev/shm")) Assert.Ignore("This machine has no /dev/shm.");
        string name = $"/dev/shm/hep-{Guid.NewGuid():N}.txt";
        await using Session session = NewSession(TestData.NewFolder());

        try
        {
            await OutputFile.WriteAsync(session, name, force: false, "whole"u8.ToArray(), default);

            Assert.That(OutputFile.IsStream(name), Is.False);
            Assert.That(await File.ReadAllTextAsync(name), Is.EqualTo("whole"));
        }
        finally
        {
            File.Delete(name);
        }
    }

    [Test]
    public async Task What_is_not_completed_leaves_nothing()
    {
        string folder = TestData.NewFolder();
        await using Session session = NewSession(folder);

        await using (OutputFile file = OutputFile.Create(session, "out.txt", force: false))
            await file.Stream.WriteAsync("half"u8.ToArray());

        Assert.That(Directory.GetFiles(folder), Is.Empty);
    }

    [Test]
    public async Task What_a_killed_run_left_is_replaced()
    {
        string folder = TestData.NewFolder();
        await File.WriteAllTextAsync(Path.Combine(folder, ".out.txt.hep-part"), "a long rest of a run that was killed");
        await using Session session = NewSession(folder);

        await OutputFile.WriteAsync(session, "out.txt", force: false, "new"u8.ToArray(), default);

        Assert.That(Directory.GetFiles(folder).Select(Path.GetFileName), Is.EqualTo(new[] { "out.txt" }));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(folder, "out.txt")), Is.EqualTo("new"));
    }

    [Test]
    public async Task An_existing_result_is_replaced_only_by_force()
    {
        string folder = TestData.NewFolder(), path = Path.Combine(folder, "out.txt");
        await File.WriteAllTextAsync(path, "old");
        await using Session session = NewSession(folder);

        Assert.That(() => OutputFile.Create(session, "out.txt", force: false),
            Throws.TypeOf<ToolException>().With.Message.Contains("--force"));
        Assert.That(await File.ReadAllTextAsync(path), Is.EqualTo("old"));
        await OutputFile.WriteAsync(session, "out.txt", force: true, "new"u8.ToArray(), default);

        Assert.That(await File.ReadAllTextAsync(path), Is.EqualTo("new"));
    }

    [Test]
    public async Task A_second_run_towards_the_same_result_is_refused()
    {
        string folder = TestData.NewFolder();
        await using Session session = NewSession(folder);
        await using OutputFile first = OutputFile.Create(session, "out.txt", force: false);

        Assert.That(() => OutputFile.Create(session, "out.txt", force: false),
            Throws.TypeOf<ToolException>().With.Message.Contains("out.txt"));
    }

    [Test]
    public async Task A_stop_at_once_takes_open_results_away()
    {
        string folder = TestData.NewFolder();
        await using Session session = NewSession(folder);
        await using OutputFile file = OutputFile.Create(session, "out.txt", force: false);

        session.AbandonOutputs();

        Assert.That(Directory.GetFiles(folder), Is.Empty);
    }

    [Test]
    public async Task A_missing_folder_and_a_folder_in_place_are_named()
    {
        string folder = TestData.NewFolder();
        Directory.CreateDirectory(Path.Combine(folder, "there"));
        await using Session session = NewSession(folder);

        Assert.That(() => OutputFile.Create(session, "nowhere/out.txt", force: false),
            Throws.TypeOf<ToolException>().With.Message.Contains("nowhere"));
        Assert.That(() => OutputFile.Create(session, "there", force: true),
            Throws.TypeOf<ToolException>().With.Message.Contains("is a folder"));
    }

    [Test]
    public async Task A_place_where_nothing_can_be_written_is_told_before_long_work()
    {
        string folder = TestData.NewFolder();
        await using Session session = NewSession(folder);

        Assert.That(() => OutputFile.CheckFree(session, ["nowhere/out.txt"], force: true),
            Throws.TypeOf<ToolException>().With.Message.Contains("the folder").And.Message.Contains("nowhere"));
        if (OperatingSystem.IsLinux())
            Assert.That(() => OutputFile.CheckFree(session, ["/proc/out.txt"], force: true),
                Throws.TypeOf<ToolException>().With.Message.Contains("'/proc/out.txt' cannot be written"));
        OutputFile.CheckFree(session, ["out.txt", "-", "-"], force: false);

        Assert.That(Directory.GetFileSystemEntries(folder), Is.Empty);
    }

    [Test]
    public async Task Two_results_in_one_place_are_refused()
    {
        await using Session session = NewSession(TestData.NewFolder());

        Assert.That(() => OutputFile.CheckFree(session, ["out.txt", "./out.txt"], force: true),
            Throws.TypeOf<ToolException>().With.Message.Contains("'./out.txt'").And.Message.Contains("another name"));
    }

    [Test]
    [Platform("Linux")]
    public async Task A_full_disk_is_told_by_the_name_of_the_result_and_leaves_nothing()
    {
        string folder = TestData.NewFolder();
        File.CreateSymbolicLink(Path.Combine(folder, ".out.txt.hep-part"), "/dev/full");
        await using Session session = NewSession(folder);

        Assert.That(async () => await OutputFile.WriteAsync(session, "out.txt", force: false, "no room for this"u8.ToArray(), default),
            Throws.TypeOf<ToolException>().With.Message.StartsWith("'out.txt' cannot be written: No space left"));

        Assert.That(Directory.GetFileSystemEntries(folder), Is.Empty);
    }

    [Test]
    public async Task A_dash_is_standard_output()
    {
        using MemoryStream output = new();
        await using Session session = new(output, Stream.Null, TestData.NewFolder());
        await session.Output.WriteAsync("before ");

        await OutputFile.WriteAsync(session, "-", force: false, "bytes"u8.ToArray(), default);

        Assert.That(System.Text.Encoding.UTF8.GetString(output.ToArray()), Is.EqualTo("before bytes"));
    }

    private static Session NewSession(string folder) => new(Stream.Null, Stream.Null, folder);
}
