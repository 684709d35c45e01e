using Hep.Jagged;

namespace Hep.Root.IO.Tests.Writing;

/// <summary>
/// The program of this assembly: `dotnet Hep.Root.IO.Tests.dll FILE FORMAT` writes a tree and saves it often, until it is killed.
/// </summary>
internal static class EndlessWriter
{
    /// <summary>Entries of a batch; the batches are those of <see cref="WrittenEvents.AllForms"/> with the seeds 0, 1, 2, ….</summary>
    public const int BatchEntries = 50;

    public static async Task<int> Main(string[] arguments)
    {
        if (arguments.Length != 2) return 1;
        TreeFormat format = Enum.Parse<TreeFormat>(arguments[1]);
        await using RootFileWriter output = await RootFileWriter.CreateAsync(arguments[0], new() { AutoSaveBytes = 30_000 });
        await output.WriteTreeAsync("Events", Batches(),
            new() { Format = format, ClusterBytes = 40_000, BasketBytes = 4_000, Threads = 2 });
        return 1;
    }

    private static async IAsyncEnumerable<EntryBatch> Batches()
    {
        for (int seed = 0; ; seed++)
        {
            await Task.Yield();
            yield return WrittenEvents.AllForms(BatchEntries, seed);
        }
    }
}
