using System.Net;
using System.Net.Sockets;
using System.Text;
using Hep.Inference.Testing;
using Hep.Testing;

namespace Hep.Inference.Server.Tests.Repository;

[TestFixture(StorageKind.Folder), TestFixture(StorageKind.Shared)]
public sealed class RepositoryTests(StorageKind kind)
{
    private readonly TestStorage _storage = new(kind);
    private const string Row = """{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]}]}""";

    [Test]
    public async Task Models_survive_a_restart_and_answer_as_before()
    {
        string folder = TestData.NewFolder();
        ModelVersion uploaded;
        await using (Service service = await _storage.StartAsync(folder))
            uploaded = await service.UploadAsync("linear", Models.Linear(0.5f));

        await using Service restarted = await _storage.StartAsync(folder);

        Assert.That((await ListAsync(restarted)).Select(v => v.ToJson()), Is.EqualTo(new[] { uploaded.ToJson() }));
        Assert.That((await restarted.PostAsync("/v2/models/linear/infer", Row)).Body, Does.Contain("30.5"));
    }

    [Test]
    public async Task The_newest_version_answers_and_older_ones_stay_reachable()
    {
        await using Service service = await _storage.StartAsync();
        await service.UploadAsync("linear", Models.Linear(0.5f));
        await service.UploadAsync("linear", Models.Linear(1.5f));

        Assert.That((await service.PostAsync("/v2/models/linear/infer", Row)).Body,
            Does.Contain("\"model_version\":\"2\"").And.Contain("31.5"));
        Assert.That((await service.PostAsync("/v2/models/linear/versions/1/infer", Row)).Body,
            Does.Contain("\"model_version\":\"1\"").And.Contain("30.5"));
    }

    [Test]
    public async Task The_same_content_again_is_the_same_version_and_said_to_be()
    {
        await using Service service = await _storage.StartAsync();

        List<ModelVersion> versions = [];
        foreach (float bias in new[] { 0.5f, 0.5f, 1.5f, 0.5f }) versions.Add(await service.UploadAsync("linear", Models.Linear(bias)));

        Assert.That(versions.Select(v => v.Version), Is.EqualTo(new[] { 1, 1, 2, 1 }));
        Assert.That(versions.Select(v => v.AlreadyThere), Is.EqualTo(new[] { false, true, false, true }));
        Assert.That((await service.PostAsync("/v2/models/linear/infer", Row)).Body, Does.Contain("31.5"));   // the newest answers still
    }

    [Test]
    public async Task A_number_is_never_given_again()
    {
        await using Service service = await _storage.StartAsync();
        await service.UploadAsync("linear", Models.Linear(0.5f));
        using HttpResponseMessage deleted =
            await service.Administrator.DeleteAsync(new Uri("/v2/repository/models/linear", UriKind.Relative));

        ModelVersion next = await service.UploadAsync("linear", Models.Linear(1.5f));

        Assert.That(deleted.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(next.Version, Is.EqualTo(2));
        Assert.That((await service.PostAsync("/v2/models/linear/versions/1/infer", Row)).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task Deleting_takes_the_file_when_no_version_names_it_any_more()
    {
        await using Service service = await _storage.StartAsync();
        await service.UploadAsync("one", Models.Linear(0.5f));
        await service.UploadAsync("two", Models.Linear(0.5f));

        (await service.Administrator.DeleteAsync(new Uri("/v2/repository/models/one?now=true", UriKind.Relative))).Dispose();
        int shared = (await _storage.BlobsAsync(service)).Length;
        (await service.Administrator.DeleteAsync(new Uri("/v2/repository/models/two/versions/1?now=true", UriKind.Relative))).Dispose();

        Assert.That(shared, Is.EqualTo(1));
        Assert.That(await ListAsync(service), Is.Empty);
        for (int i = 0; i < 1000 && (await _storage.BlobsAsync(service)).Length > 0; i++) await Task.Delay(10);   // shared ones go later
        Assert.That(await _storage.BlobsAsync(service), Is.Empty);
    }

    [Test]
    public async Task A_broken_model_is_refused_and_the_working_one_stays()
    {
        await using Service service = await _storage.StartAsync();
        await service.UploadAsync("linear", Models.Linear(0.5f));

        using HttpResponseMessage refused = await service.Administrator.PostAsync("/v2/repository/models/linear/versions",
            new ByteArrayContent("not a model"u8.ToArray()));

        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await refused.Content.ReadAsStringAsync(), Does.StartWith("{\"error\":\"This is no ONNX model"));
        Assert.That((await service.PostAsync("/v2/models/linear/infer", Row)).Body, Does.Contain("30.5"));
        Assert.That(Staged(service), Is.Empty);
    }

    [Test]
    public async Task An_upload_that_breaks_off_leaves_nothing()
    {
        await using Service service = await _storage.StartAsync();

        using (TcpClient connection = new(service.Address.Host, service.Address.Port))
        {
            byte[] head = Encoding.ASCII.GetBytes(
                "POST /v2/repository/models/half/versions HTTP/1.1\r\nHost: localhost\r\nAuthorization: "
                    + $"Bearer {service.Token}\r\nContent-Length: 100000\r\n\r\n");
            await connection.GetStream().WriteAsync(head);
            await connection.GetStream().WriteAsync(new byte[50_000]);
            await WaitAsync(() => Staged(service).Length == 1);
        }

        await WaitAsync(() => Staged(service).Length == 0);
        Assert.That(await ListAsync(service), Is.Empty);
        Assert.That(await _storage.BlobsAsync(service), Is.Empty);
    }

    [Test]
    public async Task A_damaged_file_makes_its_version_unavailable_and_nothing_else()
    {
        string folder = TestData.NewFolder();
        await using (Service service = await _storage.StartAsync(folder))
        {
            await service.UploadAsync("damaged", Models.Linear(0.5f));
            string blob = (await _storage.BlobsAsync(service)).Single();
            await service.UploadAsync("sound", Models.Linear(1.5f));
            await service.DisposeAsync();
            await _storage.OverwriteAsync(service, blob, Models.Linear(7));
        }

        await using Service restarted = await _storage.StartAsync(folder);
        (HttpStatusCode status, string body) = await restarted.PostAsync("/v2/models/damaged/infer", Row);

        Assert.That(status, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(body, Does.Contain("damaged"));
        Assert.That((await restarted.PostAsync("/v2/models/sound/infer", Row)).Body, Does.Contain("31.5"));
    }

    [Test]
    public async Task A_second_service_keeps_out_of_the_folder()
    {
        string folder = TestData.NewFolder();
        await using Service service = await _storage.StartAsync(folder);

        IOException refusal = Assert.ThrowsAsync<IOException>(() => _storage.StartAsync(folder))!;

        Assert.That(refusal.Message, Does.Contain("in use by another service"));
    }

    [Test]
    public async Task A_model_comes_back_as_it_was_uploaded()
    {
        await using Service service = await _storage.StartAsync();
        byte[] model = Models.Linear(0.5f);
        ModelVersion version = await service.UploadAsync("linear", model);

        byte[] downloaded =
            await service.Http.GetByteArrayAsync(new Uri("/v2/repository/models/linear/versions/1/content", UriKind.Relative));

        Assert.That(downloaded, Is.EqualTo(model));
        Assert.That(version.Digest, Is.EqualTo("sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(model))));
    }

    [TestCase("..%2Fevil"), TestCase("..%5cevil"), TestCase("%252e%252e"), TestCase(".hidden"), TestCase("a;b"), TestCase("a%00b")]
    [TestCase("a%0Ab"), TestCase("cms."), TestCase("cms..higgs"), TestCase("cms.-higgs"), TestCase("cms%2Fhiggs")]
    public async Task Names_that_are_no_names_are_refused(string name)
    {
        await using Service service = await _storage.StartAsync();

        using HttpResponseMessage answer = await service.Administrator.PostAsync($"/v2/repository/models/{name}/versions",
            new ByteArrayContent(Models.Linear(0)));

        Assert.That((int)answer.StatusCode, Is.InRange(400, 404));
        Assert.That(await ListAsync(service), Is.Empty);
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(service.Options.ModelsFolder)!),
            Is.EqualTo(new[] { service.Options.TokenFile }));
    }

    private static async Task<ModelVersion[]> ListAsync(Service service) =>
        [.. RepositoryListing.FromJson(await service.Http.GetStringAsync(new Uri("/v2/repository/models", UriKind.Relative)))
            .Models.SelectMany(m => m.Versions)];

    private static string[] Staged(Service service) => Directory.GetFiles(Path.Combine(service.Options.ModelsFolder, "staging"));

    private static async Task WaitAsync(Func<bool> until)
    {
        for (int i = 0; i < 1000 && !until(); i++) await Task.Delay(10);
        Assert.That(until(), Is.True);
    }
}
