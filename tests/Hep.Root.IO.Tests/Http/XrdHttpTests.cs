using Hep.Testing;
using Hep.Root.IO.Tests.Http.Servers;

namespace Hep.Root.IO.Tests.Http;

/// <summary>The HTTP of XRootD as it is installed here.</summary>
public sealed class XrdHttpTests
{
    private const string Odd = "sp ace+%.root";

    private readonly byte[] _bytes = ServedFile.OfLength(3_000_000).Bytes;
    private RealServer _server = null!;

    [OneTimeSetUp]
    public void Start()
    {
        _server = RealServer.StartXRootD();
        Directory.CreateDirectory(Path.Combine(_server.Files, "dir", "below"));
        File.WriteAllBytes(Path.Combine(_server.Files, "f.root"), _bytes);
        File.WriteAllBytes(Path.Combine(_server.Files, "dir", Odd), _bytes[..1000]);
        File.WriteAllBytes(Path.Combine(_server.Files, "dir", "empty.root"), []);
    }

    [OneTimeTearDown]
    public void Stop() => _server?.Dispose();

    [Test]
    public async Task Bytes_are_those_of_the_file()
    {
        await using HttpFileClient client = new(HttpReading.Hasty);
        await using HttpFile file = await client.OpenAsync($"{_server.Url}/f.root");
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
    public async Task A_directory_is_listed()
    {
        await using HttpFileClient client = new(HttpReading.Hasty);

        IReadOnlyList<HttpEntry> entries = await client.ListAsync($"{_server.Url}/dir");
        IReadOnlyList<HttpEntry> same = await client.ListAsync($"{_server.Url}/dir/");

        Assert.That(entries.Select(e => (e.Name, e.IsDirectory, e.Length)),
            Is.EqualTo(new (string, bool, long?)[] { ("below", true, null), ("empty.root", false, 0), (Odd, false, 1000) }));
        Assert.That(entries[2].Modified, Is.EqualTo(DateTimeOffset.UtcNow).Within(TimeSpan.FromHours(1)));
        Assert.That(same, Is.EqualTo(entries));
    }

    [Test]
    public async Task A_name_of_a_list_opens_when_it_is_escaped()
    {
        byte[] bytes = await HttpReading.ReadAsync($"{_server.Url}/dir/{Uri.EscapeDataString(Odd)}", 990, 10);

        Assert.That(bytes, Is.EqualTo(_bytes[990..1000]));
    }

    [Test]
    public void A_directory_is_no_file() =>
        Assert.That(HttpReading.Refusal(() => HttpReading.ReadAsync($"{_server.Url}/dir", 0, 10)).Message, Does.Contain("not a file"));

    [Test]
    public async Task What_cannot_be_listed_says_why()
    {
        await using HttpFileClient client = new(HttpReading.Hasty);

        Assert.That(HttpReading.Refusal(() => client.ListAsync($"{_server.Url}/none")).Message, Does.Contain("404"));
        Assert.That(HttpReading.Refusal(() => client.ListAsync($"{_server.Url}/f.root")).Message, Does.Contain("a file, not a directory"));
    }
}
