using Hep.Testing;
using Hep.Root.IO.Tests.Http.Servers;

namespace Hep.Root.IO.Tests.Http;

/// <summary>nginx as it is installed here.</summary>
public sealed class NginxTests
{
    private readonly byte[] _bytes = ServedFile.OfLength(3_000_000).Bytes;
    private RealServer _server = null!;

    [OneTimeSetUp]
    public void Start()
    {
        _server = RealServer.StartNginx();
        File.WriteAllBytes(Path.Combine(_server.Files, "f.root"), _bytes);
        File.Copy(TestData.Sample("signal.root"), Path.Combine(_server.Files, "signal.root"));
    }

    [OneTimeTearDown]
    public void Stop() => _server?.Dispose();

    [TestCase("")]
    [TestCase("/norange")]
    [TestCase("/onerange")]
    [TestCase("/gzip")]
    [TestCase("/sent")]
    [TestCase("/other")]
    public async Task Bytes_are_those_of_the_file(string location)
    {
        await using HttpFileClient client = new(HttpReading.Hasty);
        await using HttpFile file = await client.OpenAsync($"{_server.Url}{location}/f.root");
        List<ByteRead> sparse = HttpReading.Sparse(300, 700, 9_000);
        List<ByteRead> halves = [new(0, new byte[1_500_000]), new(1_500_000, new byte[1_500_000])];

        await file.ReadAsync(sparse);
        await file.ReadAsync(sparse);
        await file.ReadAsync(halves);

        Assert.That(file.Length, Is.EqualTo(_bytes.Length));
        sparse.AreOf(_bytes);
        halves.AreOf(_bytes);
    }

    [Test]
    public async Task A_tree_reads_as_from_the_disk()
    {
        await using RootTree remote = await RootTree.OpenAsync($"{_server.Url}/signal.root:Events");
        await using RootTree local = await RootTree.OpenAsync($"{TestData.Sample("signal.root")}:Events");

        Assert.That(await SumAsync(remote), Is.EqualTo(await SumAsync(local)));

        static async Task<double> SumAsync(RootTree tree)
        {
            double sum = 0;
            await foreach (Jagged.EntryBatch batch in tree.ReadBatchesAsync(["Jet_pt"]))
                using (batch)
                    foreach (float pt in batch.Get<float>("Jet_pt").Values) sum += pt;
            return sum;
        }
    }

    [Test]
    public async Task A_dataset_lists_urls_like_paths()
    {
        DatasetSpecification files = new()
        {
            Sources = [new DatasetSource { Files = [$"{_server.Url}/signal.root?token=secret"], Tree = "Events" }],
        };

        RootDataset dataset = await RootDataset.OpenAsync(files, new DatasetOptions { Columns = ["MET_pt"] });

        Assert.That(dataset.EntryCount, Is.EqualTo(8000));
        await foreach (Jagged.EntryBatch batch in dataset.ReadAsync(epoch: 0))
            using (batch)
                Assert.That(batch.Identities.Sources[0].Location, Is.EqualTo($"{_server.Url}/signal.root"));
    }

    [Test]
    public async Task A_token_lets_in()
    {
        HttpFileException without = HttpReading.Refusal(() => HttpReading.ReadAsync($"{_server.Url}/token/f.root", 0, 10));
        byte[] with = await HttpReading.ReadAsync(
            $"{_server.Url}/token/f.root", 5, 10, HttpReading.Hasty with { Token = () => "let-me-in" });

        Assert.That((int?)without.Status, Is.EqualTo(401));
        Assert.That(without.Message, Does.Contain("give a token"));
        Assert.That(with, Is.EqualTo(_bytes[5..15]));
    }

    [TestCase("/nowhere.root", "there is no such file")]
    [TestCase("/round/f.root", "in circles")]
    [TestCase("/drop/f.root", "tried 3 times")]
    public void What_cannot_be_read_says_why(string path, string why) =>
        Assert.That(HttpReading.Refusal(() => HttpReading.ReadAsync($"{_server.Url}{path}", 0, 10)).Message, Does.Contain(why));

    [Test]
    public async Task Directories_are_not_listed()
    {
        await using HttpFileClient client = new(HttpReading.Hasty);

        Assert.That(HttpReading.Refusal(() => client.ListAsync($"{_server.Url}/")).Message, Does.Contain("WebDAV"));
    }

    [Test]
    public async Task A_file_that_is_replaced_while_it_is_open_is_an_error()
    {
        string path = Path.Combine(_server.Files, "changing.root");
        File.WriteAllBytes(path, new byte[1000]);
        await using HttpFileClient client = new(HttpReading.Hasty);
        await using HttpFile file = await client.OpenAsync($"{_server.Url}/changing.root");
        File.WriteAllBytes(path, new byte[1000]);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddSeconds(-100));

        HttpFileException changed = HttpReading.Refusal(() => file.ReadAsync(0, 10));

        Assert.That(changed.Message, Does.Contain("was changed while it was read").And.Contain("ETag"));
    }
}
