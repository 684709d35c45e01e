using System.Diagnostics;
using System.Text.Json;
using Hep.Jagged;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Writing;

/// <summary>A process that is killed while it writes leaves a part that can be read up to the last save.</summary>
public sealed class KilledWriterTests
{
    [TestCase(TreeFormat.TTree)]
    [TestCase(TreeFormat.RNTuple)]
    public async Task Part_of_a_killed_process_is_read_up_to_the_last_save(TreeFormat format)
    {
        string path = Path.Combine(TestData.NewFolder(), "killed.root"), part = path + ".part";
        await KillAsync(path, part, format, bytes: 600_000);

        using EntryBatch found = await WrittenTree.ReadAsync(part);

        Assert.That(File.Exists(path), Is.False);
        Assert.That(found.EntryCount, Is.GreaterThan(EndlessWriter.BatchEntries));
        EntryBatch[] batches = [.. Enumerable.Range(0, found.EntryCount / EndlessWriter.BatchEntries + 1)
            .Select(seed => WrittenEvents.AllForms(EndlessWriter.BatchEntries, seed))];
        using (EntryBatch all = EntryBatch.Concat(batches))
        using (EntryBatch expected = all.Slice(0, found.EntryCount))
            WrittenTree.AssertSame(found, expected);
        foreach (EntryBatch batch in batches) batch.Dispose();

        if (format == TreeFormat.RNTuple) return;           // JSROOT 7.11.2 reads the first group of clusters: those of the first save
        JsonElement tree = await Jsroot.ReadAsync(part, "Events");
        Assert.That(tree.GetProperty("columns").GetProperty("i32").GetArrayLength(), Is.EqualTo(found.EntryCount));
    }

    private static async Task KillAsync(string path, string part, TreeFormat format, long bytes)
    {
        string assembly = typeof(EndlessWriter).Assembly.Location;
        string configuration = Path.ChangeExtension(assembly, "runtimeconfig.json");
        ProcessStartInfo start = new("dotnet", ["exec", "--runtimeconfig", configuration, assembly, path, $"{format}"]);
        using Process process = Process.Start(start)!;
        try
        {
            using CancellationTokenSource deadline = new(TimeSpan.FromMinutes(3));
            while (!File.Exists(part) || new FileInfo(part).Length < bytes)
            {
                Assert.That(process.HasExited, Is.False, "the writer ended by itself");
                await Task.Delay(20, deadline.Token);
            }
        }
        finally
        {
            process.Kill();                                 // SIGKILL: nothing of the program runs any more
            await process.WaitForExitAsync();
        }
    }
}
