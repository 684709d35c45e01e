using Hep.Jagged;
using Hep.Root.IO.Tests.XRootD.Scripted;
using Hep.Root.IO.XRootD;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Datasets;

/// <summary>Files of servers stay open between epochs, as many as are bearable, and with a client that will close them.</summary>
public sealed class RemoteEpochsTests
{
    private static readonly byte[] Content = File.ReadAllBytes(TestData.Sample("background2.root"));

    [Test]
    public async Task Later_epochs_open_no_file_anew([Values] bool mixes, [Values(1, 2)] int threads, [Values] DatasetInspection inspection)
    {
        using ScriptedServer server = Serve(files: 3);
        await using XRootDClient client = new();
        RootDataset dataset = await OpenAsync(server, client, threads, mixes, inspection);

        for (int epoch = 0; epoch < 3; epoch++) Assert.That(await CountAsync(dataset, epoch), Is.EqualTo(3 * 4000));

        Assert.That(server.Asked(RequestCode.Open).Count(), Is.EqualTo(3));
        Assert.That(server.OpenHandles, Is.EqualTo(3));
    }

    [Test]
    public async Task Epochs_at_the_same_time_have_files_of_their_own()
    {
        using ScriptedServer server = Serve(files: 3);
        await using XRootDClient client = new();
        RootDataset dataset = await OpenAsync(server, client);

        long[] counts = await Task.WhenAll(Enumerable.Range(0, 4).Select(epoch => Task.Run(() => CountAsync(dataset, epoch))));

        Assert.That(counts, Is.All.EqualTo(3 * 4000));
        Assert.That(server.Asked(RequestCode.Open).Count(), Is.InRange(4, 12));
    }

    [Test]
    public async Task No_more_than_some_stay_open()
    {
        using ScriptedServer server = Serve(files: 40);
        await using XRootDClient client = new();
        RootDataset dataset = await OpenAsync(server, client);

        await CountAsync(dataset, 0);

        await Reading.UntilAsync(() => server.OpenHandles <= 32, "files beyond the bound are closed");
        Assert.That(server.OpenHandles, Is.GreaterThan(20));
    }

    [Test]
    public async Task Without_a_client_of_the_caller_every_file_is_closed()
    {
        using ScriptedServer server = Serve(files: 3);
        RootDataset dataset = await OpenAsync(server, client: null);

        await CountAsync(dataset, 0);

        await Reading.UntilAsync(() => server.OpenHandles == 0, "all files are closed");
    }

    [Test]
    public async Task The_client_closes_what_stayed_open()
    {
        using ScriptedServer server = Serve(files: 3);
        await using (XRootDClient client = new()) await CountAsync(await OpenAsync(server, client), 0);

        await Reading.UntilAsync(() => server.OpenHandles == 0, "all files are closed");
    }

    private static ScriptedServer Serve(int files)
    {
        ScriptedServer server = new();
        for (int i = 0; i < files; i++) server.Files[$"/{i}.root"] = Content;
        return server;
    }

    private static Task<RootDataset> OpenAsync(ScriptedServer server, XRootDClient? client, int threads = 1, bool mixes = false,
        DatasetInspection inspection = DatasetInspection.EveryFile) => RootDataset.OpenAsync(
        new DatasetSpecification { Sources = [new DatasetSource { Files = [.. server.Files.Keys.Select(p => server.Url(p))] }] },
        new DatasetOptions
        {
            Columns = ["MET_pt"],
            Inspection = inspection,
            Opening = new RootOpenOptions { XRootD = client },
            Reading = new ReadOptions { Threads = threads },
            Shuffle = mixes ? new ShuffleOptions { Buffer = 2000 } : null,
        });

    private static async Task<long> CountAsync(RootDataset dataset, int epoch)
    {
        long entries = 0;
        await foreach (EntryBatch batch in dataset.ReadAsync(epoch))
            using (batch) entries += batch.EntryCount;
        return entries;
    }
}
