using System.Net;
using System.Text.Json;
using Hep.Inference.OnnxRuntime;
using Hep.Inference.Protobuf;
using Hep.Inference.Server.Repository;
using Hep.Inference.Testing;
using Hep.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Hep.Inference.Server.Tests.Execution;

public sealed class ExecutionSettingsTests
{
    private const string Row = """{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]}]}""";

    [Test]
    public async Task How_a_model_is_run_changes_without_a_restart_and_survives_one()
    {
        string folder = TestData.NewFolder();
        await using (Service service = await Service.StartAsync(folder))
        {
            await service.UploadAsync("linear", Models.Linear(0), "?execution=%7B%22workers%22%3A3%7D");
            Assert.That(Instances(await ConfigurationAsync(service)), Is.EqualTo(3));

            RepositoryModel model = await service.ChangeAsync(HttpMethod.Patch, "linear", """
                {"execution":{"max_batch":5,"max_delay_microseconds":2000,"threads":2,"queue_length":9,"share":2.5,"provider":"cpu"}}
                """);

            Assert.That(model.Execution, Is.EqualTo(new ModelExecution
            {
                MaxBatch = 5, MaxDelayMicroseconds = 2000, Threads = 2, QueueLength = 9, Share = 2.5, Provider = "cpu",
            }));
            await CheckAsync(service);
            Assert.That((await service.PostAsync("/v2/models/linear/infer", Row)).Body, Does.Contain("[30]"));
        }

        await using Service restarted = await Service.StartAsync(folder);

        await CheckAsync(restarted);
        await restarted.ChangeAsync(HttpMethod.Patch, "linear", """{"execution":{}}""");
        Assert.That(Instances(await ConfigurationAsync(restarted)), Is.EqualTo(new OnnxPredictorOptions().Workers));
    }

    [Test]
    public async Task What_the_service_says_for_every_model_stands_behind_what_a_model_says()
    {
        await using Service service = await Service.StartAsync(
            change: o => o with { Execution = new ModelExecution { Workers = 7, QueueLength = 11 } });
        await service.UploadAsync("linear", Models.Linear(0));
        await service.ChangeAsync(HttpMethod.Patch, "linear", """{"execution":{"workers":2}}""");

        JsonElement configuration = await ConfigurationAsync(service);

        Assert.That(Instances(configuration), Is.EqualTo(2));
        Assert.That(QueueSize(configuration.GetProperty("dynamic_batching")), Is.EqualTo(11));
    }

    [Test]
    public async Task A_version_that_comes_to_the_front_with_them_is_run_so()
    {
        await using Service service = await Service.StartAsync();
        await service.UploadAsync("linear", Models.Linear(0));
        await service.ChangeAsync(HttpMethod.Patch, "linear", """{"default_policy":"1"}""");
        await service.UploadAsync("linear", Models.Linear(1));
        Assert.That((await service.PostAsync("/v2/models/linear/versions/2/infer", Row)).Status, Is.EqualTo(HttpStatusCode.OK));

        await service.ChangeAsync(HttpMethod.Patch, "linear", """{"default_policy":"2","execution":{"workers":2}}""");

        ServedModel model = service.Services.GetRequiredService<ModelRepository>().Snapshot.Find("linear");
        Assert.That(model.Default.LoadedExecution, Is.EqualTo(new ModelExecution { Workers = 2 }), "before anybody asks");
        Assert.That(Instances(await ConfigurationAsync(service)), Is.EqualTo(2));
    }

    [Test]
    public async Task No_request_fails_while_it_changes()
    {
        await using Service service = await Service.StartAsync();
        await service.UploadAsync("linear", Models.Linear(0));
        using CancellationTokenSource over = new();

        Task<int>[] callers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            int answers = 0;
            while (!over.IsCancellationRequested)
            {
                (HttpStatusCode status, string body) = await service.PostAsync("/v2/models/linear/infer", Row);
                Assert.That(status, Is.EqualTo(HttpStatusCode.OK), body);
                answers++;
            }
            return answers;
        }))];
        for (int i = 1; i <= 20; i++)
            await service.ChangeAsync(HttpMethod.Patch, "linear", $$$"""{"execution":{"workers":{{{1 + (i % 3)}}},"max_batch":{{{i}}}}}""");
        await over.CancelAsync();

        Assert.That(await Task.WhenAll(callers), Is.All.Positive);
    }

    [TestCase("""{"workers":0}""", "'workers'")]
    [TestCase("""{"max_batch":70000}""", "'max_batch'")]
    [TestCase("""{"max_delay_microseconds":-1}""", "'max_delay_microseconds'")]
    [TestCase("""{"threads":1000}""", "'threads'")]
    [TestCase("""{"queue_length":0}""", "'queue_length'")]
    [TestCase("""{"share":0}""", "'share'")]
    [TestCase("""{"provider":"gpu"}""", "'cuda'")]
    [TestCase("""{"worker":1}""", "worker")]
    [TestCase("""{"workers":"many"}""", "workers")]
    public async Task Settings_that_cannot_be_are_refused_and_change_nothing(string execution, string why)
    {
        await using Service service = await Service.StartAsync();
        await service.UploadAsync("linear", Models.Linear(0));

        string change = $$"""{"execution":{{execution}}}""";
        Assert.That(await service.RefusalAsync(HttpStatusCode.BadRequest, HttpMethod.Patch, "models/linear", change), Does.Contain(why));

        Assert.That((await service.GetModelAsync("linear")).Execution, Is.EqualTo(ModelExecution.Default));
        Assert.That((await service.PostAsync("/v2/models/linear/infer", Row)).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_provider_that_is_not_there_is_refused_for_a_model_and_for_the_service()
    {
        if (ExecutionProvider.OnCuda().IsAvailable) Assert.Ignore("This build of the runtime has CUDA.");
        await using Service service = await Service.StartAsync();
        await service.UploadAsync("linear", Models.Linear(0));

        Assert.That(await service.RefusalAsync(
            HttpStatusCode.BadRequest, HttpMethod.Patch, "models/linear", """{"execution":{"provider":"cuda"}}"""),
            Does.Contain("Microsoft.ML.OnnxRuntime.Gpu"));
        Assert.ThrowsAsync<InferenceException>(
            () => Service.StartAsync(change: o => o with { Execution = new ModelExecution { Provider = "cuda:1" } }));
    }

    private static async Task CheckAsync(Service service)
    {
        JsonElement configuration = await ConfigurationAsync(service), batching = configuration.GetProperty("dynamic_batching");
        Assert.That(batching.GetProperty("preferred_batch_size")[0].GetInt32(), Is.EqualTo(5));
        Assert.That(batching.GetProperty("max_queue_delay_microseconds").GetInt64(), Is.EqualTo(2000));
        Assert.That(QueueSize(batching), Is.EqualTo(9));
        Assert.That(configuration.GetProperty("instance_group")[0].GetProperty("kind").GetString(), Is.EqualTo("KIND_CPU"));
        JsonElement parameters = configuration.GetProperty("parameters");
        Assert.That(parameters.GetProperty("intra_op_thread_count").GetProperty("string_value").GetString(), Is.EqualTo("2"));
        Assert.That(parameters.GetProperty("share").GetProperty("string_value").GetString(), Is.EqualTo("2.5"));
        using GrpcCalls calls = new(service.GrpcAddress);
        ModelConfig same = (await calls.CallAsync<ModelConfigResponse>("ModelConfig", new ModelConfigRequest { Name = "linear" })).Config;
        ModelDynamicBatching shared = same.DynamicBatching;
        Assert.That((shared.PreferredBatchSize[0], shared.MaxQueueDelayMicroseconds, shared.DefaultQueuePolicy.MaxQueueSize,
            same.Parameters["share"].StringValue), Is.EqualTo((5, 2000ul, 9u, "2.5")));
    }

    private static int Instances(JsonElement configuration) =>
        configuration.GetProperty("instance_group")[0].GetProperty("count").GetInt32();

    private static int QueueSize(JsonElement batching) =>
        batching.GetProperty("default_queue_policy").GetProperty("max_queue_size").GetInt32();

    private static async Task<JsonElement> ConfigurationAsync(Service service)
    {
        string text = await service.Http.GetStringAsync(new Uri("/v2/models/linear/config", UriKind.Relative));
        using JsonDocument answer = JsonDocument.Parse(text);
        return answer.RootElement.Clone();
    }
}
