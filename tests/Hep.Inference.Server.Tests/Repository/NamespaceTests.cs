using System.Net;
using System.Text.Json;
using Hep.Inference.Server.Routing;
using Hep.Inference.Testing;
using Hep.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Hep.Inference.Server.Tests.Repository;

[TestFixture(StorageKind.Folder), TestFixture(StorageKind.Shared)]
public sealed class NamespaceTests(StorageKind kind)
{
    private readonly TestStorage _storage = new(kind);
    private const string Row = """{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]}]}""";

    [Test]
    public async Task A_namespace_is_what_stands_before_the_last_dot_and_one_segment_of_a_path_holds_both()
    {
        await using Service service = await _storage.StartAsync();
        await service.UploadAsync("higgs", Models.Linear(0));
        await service.UploadAsync("cms.b2g.higgs", Models.Linear(1));

        Assert.That((await service.GetModelAsync("higgs")).Namespace, Is.Empty);
        Assert.That((await service.GetModelAsync("cms.b2g.higgs")).Namespace, Is.EqualTo("cms.b2g"));
        Assert.That((await service.PostAsync("/v2/models/cms.b2g.higgs/infer", Row)).Body,
            Does.Contain("\"model_name\":\"cms.b2g.higgs\""));
    }

    [Test]
    public async Task A_name_of_an_older_repository_that_no_new_one_may_have_is_still_found()
    {
        await using Service service = await _storage.StartAsync();

        Assert.That((await service.PostAsync("/v2/models/a..b/infer", Row)).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task No_new_model_is_called_what_a_path_has_in_the_place_of_its_name()
    {
        await using Service service = await _storage.StartAsync();
        string[][] paths = [.. service.Services.GetRequiredService<RouteTable>().Routes.Select(r => r.Pattern.Split('/')).Distinct()];
        string[] taken = [.. paths.Where(p => p.Contains("{name}")).SelectMany(p => paths.Where(o => Hides(o, p)).Select(o =>
            o[Array.IndexOf(p, "{name}")])).Distinct()];

        Assert.That(taken, Is.EqualTo(new[] { "stats" }));
        Assert.That(await RefusedAsync(service, taken[0], Models.Linear(0), expected: HttpStatusCode.BadRequest),
            Does.Contain("No model can be called 'stats': /v2/models/stats has the figures of all models"));
        Assert.That(await RefusedAsync(service, "Stats", Models.Linear(0), expected: HttpStatusCode.BadRequest), Does.Contain("'Stats'"));
        Assert.That((await service.UploadAsync("cms.stats", Models.Linear(0))).Version, Is.EqualTo(1));

        // a path that says in letters what another one has a name for, and is the same else
        static bool Hides(string[] path, string[] named) => path.Length == named.Length
            && path.Zip(named).All(part => part.First == part.Second || (part.Second == "{name}" && !part.First.StartsWith('{')))
            && !path.SequenceEqual(named);
    }

    [Test]
    public async Task A_model_that_an_earlier_release_let_be_called_so_is_served_and_gets_versions()
    {
        string folder = TestData.NewFolder();
        Service before = await _storage.StartAsync(folder);
        await before.UploadAsync("other", Models.Linear(0));
        await before.DisposeAsync();
        const string rename = """
            INSERT INTO models (name, next_version, description, policy, execution, canary, revision)
              SELECT 'stats', next_version, description, policy, execution, canary, revision FROM models WHERE name = 'other';
            UPDATE versions SET model = 'stats'; UPDATE pointers SET model = 'stats'; DELETE FROM models WHERE name = 'other';
            """;
        await _storage.ExecuteAsync(before, rename, rename);

        await using Service service = await _storage.StartAsync(folder);

        Assert.That(await service.Http.GetStringAsync("/v2/models/stats/versions/1"), Does.Contain("\"name\":\"stats\""));
        Assert.That((await service.PostAsync("/v2/models/stats/infer", Row)).Body, Does.Contain("[30]"));
        Assert.That((await service.UploadAsync("stats", Models.Linear(1))).Version, Is.EqualTo(2));
        Assert.That(await service.Http.GetStringAsync("/v2/models/stats"), Does.Contain("\"model_stats\""), "as with Triton");
    }

    [Test]
    public async Task Quotas_hold_a_namespace_with_all_below_it_and_deleted_versions_count()
    {
        await using Service service = await _storage.StartAsync(change: o => o with
        {
            NamespaceQuotas = new Dictionary<string, RepositoryQuota> { ["cms"] = new() { Versions = 2 } },
        });
        await service.UploadAsync("cms.a", Models.Linear(0));
        await service.UploadAsync("cms.b2g.b", Models.Linear(1));
        await service.UploadAsync("cms2.c", Models.Linear(2));
        await service.ChangeAsync(HttpMethod.Delete, "cms.a");

        Assert.That(await RefusedAsync(service, "cms.d", Models.Linear(3)),
            Does.Contain("The namespace 'cms' may hold 2 versions and holds 2"));
        await service.ChangeAsync(HttpMethod.Delete, "cms.b2g.b?now=true");
        Assert.That((await service.UploadAsync("cms.d", Models.Linear(3))).Version, Is.EqualTo(1));
    }

    [Test]
    public async Task Quotas_count_the_bytes_of_different_contents_once()
    {
        int bytes = Models.Linear(0).Length;
        await using Service service = await _storage.StartAsync(change: o => o with { TotalQuota = new() { Bytes = bytes + 1 } });
        await service.UploadAsync("one", Models.Linear(0));
        await service.UploadAsync("two", Models.Linear(0));

        Assert.That(await RefusedAsync(service, "one", Models.Linear(1)),
            Does.Contain($"The repository may hold {bytes + 1} bytes and holds {bytes}"));
        RepositoryUsage usage = RepositoryUsage.FromJson(await service.Http.GetStringAsync(new Uri("/v2/repository/usage",
            UriKind.Relative)));
        Assert.That(usage.Total, Is.EqualTo(new NamespaceUsage("*", 2, bytes, null, bytes + 1)));
    }

    [Test]
    public async Task A_quota_tells_how_much_is_held_to_whom_may_see_it()
    {
        await using Service service = await _storage.StartAsync(change: o => o with
        {
            TotalQuota = new() { Versions = 3 },
            NamespaceQuotas = new Dictionary<string, RepositoryQuota> { ["cms"] = new() { Bytes = 1 + Models.Linear(0).Length } },
        });
        await service.UploadAsync("cms.a", Models.Linear(0));
        using HttpClient uploader = await service.ClientOfAsync("uploader", "upload:cms.b2g");
        using HttpClient reader = await service.ClientOfAsync("reader", "upload:cms.b2g", "read:cms");

        Assert.That(await RefusedAsync(service, "cms.b2g.a", Models.Linear(1), uploader),
            Does.Contain("'cms' may not hold").And.Not.Contain("holds"));
        Assert.That(await RefusedAsync(service, "cms.b2g.a", Models.Linear(1), reader), Does.Contain("and holds"));
        foreach (string name in new[] { "b", "c" }) await service.UploadAsync(name, Models.Linear(0));
        Assert.That(await RefusedAsync(service, "cms.b2g.a", Models.Linear(0), reader),
            Does.Contain("The repository may hold no more versions").And.Not.Contain("3"));
    }

    private static async Task<string> RefusedAsync(Service service, string name, byte[] model, HttpClient? client = null,
        HttpStatusCode expected = HttpStatusCode.Conflict)
    {
        using HttpResponseMessage answer =
            await (client ?? service.Administrator).PostAsync($"/v2/repository/models/{name}/versions", new ByteArrayContent(model));
        Assert.That(answer.StatusCode, Is.EqualTo(expected));
        using JsonDocument error = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return error.RootElement.GetProperty("error").GetString()!;
    }
}
