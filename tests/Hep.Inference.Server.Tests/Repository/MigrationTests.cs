using System.Net;
using Hep.Inference.Testing;
using Hep.Testing;

namespace Hep.Inference.Server.Tests.Repository;

/// <summary>From a folder into what services share.</summary>
public sealed class MigrationTests
{
    private const string Row = """{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]}]}""";

    [Test]
    public async Task Everything_comes_along_and_numbers_go_on()
    {
        string folder = TestData.NewFolder();
        (InferenceServerOptions options, RepositoryModel before, string history) = await FillAsync(folder);
        Func<InferenceServerOptions, InferenceServerOptions> share = await TestStorage.ShareAsync(folder);

        int files = await RepositoryMigration.RunAsync(share(options));

        await using Service service = await Service.StartAsync(change: share);
        Assert.That(files, Is.EqualTo(3));
        Assert.That((await service.GetModelAsync("cms.linear")).ToJson(), Is.EqualTo(before.ToJson()));
        Assert.That((await service.AdministerAsync(HttpMethod.Get, "/v2/repository/history")).Body, Is.EqualTo(history));
        Assert.That((await service.PostAsync("/v2/models/cms.linear/infer", Row)).Body, Does.Contain("31.5"));
        Assert.That((await service.ChangeAsync(HttpMethod.Post, "gone/undelete")).Versions, Has.Count.EqualTo(1));
        Assert.That((await service.UploadAsync("cms.linear", Models.Linear(9))).Version, Is.EqualTo(3));
        Assert.That(ModelSearchResult.FromJson(await service.Http.GetStringAsync(new Uri("/v2/repository/search?q=wider",
            UriKind.Relative))).Total, Is.EqualTo(1));
    }

    [Test]
    public async Task A_repository_that_is_not_empty_is_left_alone()
    {
        string folder = TestData.NewFolder();
        (InferenceServerOptions options, _, _) = await FillAsync(folder);
        Func<InferenceServerOptions, InferenceServerOptions> share = await TestStorage.ShareAsync(folder);
        await using Service service = await Service.StartAsync(change: share);
        await service.UploadAsync("own", Models.Linear(0));

        InvalidDataException refusal = Assert.ThrowsAsync<InvalidDataException>(() => RepositoryMigration.RunAsync(share(options)))!;

        Assert.That(refusal.Message, Does.Contain("not empty"));
        Assert.That((await service.PostAsync("/v2/models/cms.linear/infer", Row)).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task A_damaged_file_ends_it_before_anything_is_there_and_the_next_run_goes_on()
    {
        string folder = TestData.NewFolder();
        (InferenceServerOptions options, _, _) = await FillAsync(folder);
        Func<InferenceServerOptions, InferenceServerOptions> share = await TestStorage.ShareAsync(folder);
        string file = Directory.GetFiles(Path.Combine(options.ModelsFolder, "blobs"), "*", SearchOption.AllDirectories).Order().Last();
        byte[] content = await File.ReadAllBytesAsync(file);
        await File.WriteAllBytesAsync(file, content[..^1]);

        InferenceException refusal = Assert.ThrowsAsync<InferenceException>(() => RepositoryMigration.RunAsync(share(options)))!;
        await File.WriteAllBytesAsync(file, content);
        int files = await RepositoryMigration.RunAsync(share(options));

        Assert.That(refusal.Message, Does.Contain(Path.GetFileName(file)).And.Contain("damaged"));
        Assert.That(files, Is.EqualTo(3));
    }

    private static async Task<(InferenceServerOptions Options, RepositoryModel Model, string History)> FillAsync(string folder)
    {
        await using Service service = await Service.StartAsync(folder);
        await service.UploadAsync("cms.linear", Models.Linear(0.5f), "?tag=a&label=k=v&description=wider%20jets");
        await service.UploadAsync("cms.linear", Models.Linear(1.5f), "?alias=champion");
        await service.UploadAsync("gone", Models.Linear(2));
        await service.ChangeAsync(HttpMethod.Delete, "gone");
        return (service.Options, await service.GetModelAsync("cms.linear"),
            (await service.AdministerAsync(HttpMethod.Get, "/v2/repository/history")).Body);
    }
}
