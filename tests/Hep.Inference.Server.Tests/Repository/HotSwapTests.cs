using System.Net;
using System.Text.Json;
using Hep.Inference.Testing;

namespace Hep.Inference.Server.Tests.Repository;

[TestFixture(StorageKind.Folder), TestFixture(StorageKind.Shared)]
public sealed class HotSwapTests(StorageKind kind)
{
    private readonly TestStorage _storage = new(kind);
    private const string Row = """{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]}]}""";

    [Test]
    public async Task No_request_fails_while_versions_replace_each_other()
    {
        await using Service service = await _storage.StartAsync();
        await service.UploadAsync("linear", Models.Linear(0));
        using CancellationTokenSource swapped = new();

        Task<int>[] callers = [.. Enumerable.Range(0, 200).Select(_ => CallAsync(service, swapped.Token))];
        for (int bias = 1; bias <= 10; bias++) await service.UploadAsync("linear", Models.Linear(bias));
        await swapped.CancelAsync();
        int[] calls = await Task.WhenAll(callers);

        Assert.That(calls, Is.All.GreaterThan(0));
    }

    [Test]
    public async Task Requests_for_a_version_being_deleted_are_served_or_told_so()
    {
        await using Service service = await _storage.StartAsync();
        for (int round = 1; round <= 5; round++)
        {
            ModelVersion version = await service.UploadAsync("linear", Models.Linear(round));
            string path = $"models/linear/versions/{version.Version}";
            Task<(HttpStatusCode Status, string Body)>[] calls =
                [.. Enumerable.Range(0, 50).Select(_ => service.PostAsync($"/v2/{path}/infer", Row))];
            (await service.Administrator.DeleteAsync(new Uri($"/v2/repository/{path}", UriKind.Relative))).Dispose();

            Assert.That((await Task.WhenAll(calls)).Select(c => c.Status),
                Is.All.EqualTo(HttpStatusCode.OK).Or.EqualTo(HttpStatusCode.NotFound));
        }
    }

    /// <summary>Calls until it is told that the swaps are over; each answer must be that of the version which it names.</summary>
    private static async Task<int> CallAsync(Service service, CancellationToken swapped)
    {
        int calls = 0;
        for (; calls == 0 || !swapped.IsCancellationRequested; calls++)
        {
            (HttpStatusCode status, string body) = await service.PostAsync("/v2/models/linear/infer", Row);
            Assert.That(status, Is.EqualTo(HttpStatusCode.OK), body);
            using JsonDocument answer = JsonDocument.Parse(body);
            int version = int.Parse(answer.RootElement.GetProperty("model_version").GetString()!,
                System.Globalization.CultureInfo.InvariantCulture);
            Assert.That(answer.RootElement.GetProperty("outputs")[0].GetProperty("data")[0].GetSingle(), Is.EqualTo(30f + version - 1));
        }
        return calls;
    }
}
