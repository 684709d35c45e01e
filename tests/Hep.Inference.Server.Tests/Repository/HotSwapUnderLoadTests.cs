using System.Globalization;
using Hep.Inference.Client;
using Hep.Inference.Testing;

namespace Hep.Inference.Server.Tests.Repository;

public sealed class HotSwapUnderLoadTests
{
    private const int Callers = 16, Rounds = 20;

    /// <summary>
    /// Each round uploads a version, moves the alias and the default, goes back and forth, and deletes what was in front before; callers
    /// ask
    /// by default and by alias meanwhile. Version v answers 30 + v.
    /// </summary>
    [Test]
    public async Task No_request_fails_while_versions_come_and_go_and_aliases_and_defaults_move()
    {
        await using Service service = await Service.StartAsync();
        await service.UploadAsync("linear", Models.Linear(1), "?alias=champion");
        using CancellationTokenSource done = new();

        Task<int>[] callers = [.. Enumerable.Range(0, Callers).Select(i => i % 2 == 0
            ? AskAsync(service, done.Token)
            : AskByAliasAsync(service, done.Token))];
        using InferenceClient administrator = InferenceClient.Connect(service.Address, new() { Token = service.Token, Retries = 0 });
        for (int version = 2; version <= Rounds + 1; version++)
        {
            await administrator.UploadAsync("linear", new MemoryStream(Models.Linear(version)));
            await administrator.ChangeModelAsync("linear", new() { Aliases = new Dictionary<string, int?> { ["champion"] = version } });
            if (version % 4 == 3) await administrator.RollBackAsync("linear");
            await administrator.ChangeModelAsync("linear", new() { DefaultPolicy = version % 2 == 0 ? "latest" : $"{version}" });
            await administrator.DeleteAsync("linear", version - 1, now: version % 2 == 0);
        }
        await done.CancelAsync();

        Assert.That(await Task.WhenAll(callers), Is.All.GreaterThan(0));
    }

    private static async Task<int> AskAsync(Service service, CancellationToken done)
    {
        using InferenceClient client = InferenceClient.Connect(service.Address, new() { Retries = 0 });
        using Tensor<float> row = Tensor.Create<float>("inputs", [1, 4], [1, 2, 3, 4]);
        int calls = 0;
        for (; calls == 0 || !done.IsCancellationRequested; calls++)
        {
            using Predictions predictions = await client.InferAsync("linear", [row], cancellationToken: CancellationToken.None);
            Assert.That(predictions["outputs"].Get<float>()[0], Is.InRange(31f, 31f + Rounds));
        }
        return calls;
    }

    private static async Task<int> AskByAliasAsync(Service service, CancellationToken done)
    {
        const string Row = """{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]}]}""";
        int calls = 0;
        for (; calls == 0 || !done.IsCancellationRequested; calls++)
        {
            (System.Net.HttpStatusCode status, string body) = await service.PostAsync("/v2/models/linear/versions/champion/infer", Row);
            Assert.That(status, Is.EqualTo(System.Net.HttpStatusCode.OK), body);
            using System.Text.Json.JsonDocument answer = System.Text.Json.JsonDocument.Parse(body);
            int version = int.Parse(answer.RootElement.GetProperty("model_version").GetString()!, CultureInfo.InvariantCulture);
            Assert.That(answer.RootElement.GetProperty("outputs")[0].GetProperty("data")[0].GetSingle(), Is.EqualTo(30f + version));
        }
        return calls;
    }
}
