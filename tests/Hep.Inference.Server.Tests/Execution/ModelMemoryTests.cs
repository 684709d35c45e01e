using System.Net;
using Hep.Inference.OnnxRuntime;
using Hep.Inference.Server.Repository;
using Hep.Inference.Testing;
using Hep.Onnx;
using Microsoft.Extensions.DependencyInjection;

namespace Hep.Inference.Server.Tests.Execution;

public sealed class ModelMemoryTests
{
    /// <summary>Ends a test that would wait for ever.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Test]
    public async Task What_was_asked_longest_ago_goes_and_comes_back()
    {
        using ModelMemory memory = new(budget: 250);
        ServedVersion[] versions = [.. Enumerable.Range(1, 3).Select(v => TestVersion.Of(memory, v, 100))];

        foreach (int i in (int[])[0, 1, 0, 2])
        {
            await Task.Delay(20);   // asked in an order that the clock tells
            (await versions[i].AcquireAsync(default)).Dispose();
        }

        Assert.That(versions.Select(v => v.LoadedBytes), Is.EqualTo(new[] { 100, 0, 100 }));
        Assert.That(versions.Select(v => v.State.IsReady), Is.All.True, "what is unloaded for others can be asked");
        (await versions[1].AcquireAsync(default)).Dispose();
        Assert.That(versions[1].LoadedBytes, Is.EqualTo(100));
        Assert.That(memory.Used, Is.LessThanOrEqualTo(250));
    }

    [Test]
    public async Task What_runs_stays_until_it_is_done()
    {
        using ModelMemory memory = new(budget: 150);
        ServedVersion first = TestVersion.Of(memory, 1, 100), second = TestVersion.Of(memory, 2, 100);

        PredictorLease running = await first.AcquireAsync(default);
        Task<PredictorLease> waits = second.AcquireAsync(default).AsTask();
        await Task.Delay(50);
        using (Tensor<float> row = Tensor.Create<float>("inputs", [1, 4], [1, 2, 3, 4]))
        using (Predictions answer = await running.Predictor.PredictAsync([row]))
            Assert.That(answer["outputs"].Get<float>()[0], Is.EqualTo(31));
        Assert.That((waits.IsCompleted, memory.Used), Is.EqualTo((false, 100)));
        running.Dispose();

        (await waits).Dispose();
        Assert.That(memory.Used, Is.EqualTo(100));
    }

    [Test]
    public async Task Many_callers_of_more_models_than_there_is_room_for_all_get_their_answers()
    {
        using ModelMemory memory = new(budget: 250);
        ServedVersion[] versions = [.. Enumerable.Range(1, 5).Select(v => TestVersion.Of(memory, v, 100))];

        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            for (int i = 0; i < 30; i++)
            {
                ServedVersion version = versions[(caller + i) % versions.Length];
                using PredictorLease lease = await version.AcquireAsync(default);
                using Tensor<float> row = Tensor.Create<float>("inputs", [1, 4], [1, 2, 3, 4]);
                using Predictions answer = await lease.Predictor.PredictAsync([row]);
                Assert.That(answer["outputs"].Get<float>()[0], Is.EqualTo(30 + version.Facts.Version));
                Assert.That(memory.Used, Is.LessThanOrEqualTo(250));
            }
        })));
    }

    [Test]
    public async Task A_model_that_turns_out_larger_pushes_others_out_and_one_that_is_too_large_is_refused()
    {
        using ModelMemory memory = new(budget: 250);
        ServedVersion small = TestVersion.Of(memory, 1, 100), grows = TestVersion.Of(memory, 2, 100, takes: 200),
            huge = TestVersion.Of(memory, 3, 100, takes: 300);

        (await small.AcquireAsync(default)).Dispose();
        (await grows.AcquireAsync(default)).Dispose();
        Assert.That((small.LoadedBytes, grows.NeededBytes), Is.EqualTo((0, 200)));

        InferenceException? refusal = Assert.CatchAsync<InferenceException>(async () => await huge.AcquireAsync(default));
        Assert.That(refusal?.Message, Does.Contain("300 bytes").And.Contain("the 250").And.Contain("--memory"));
        (await small.AcquireAsync(default)).Dispose();
    }

    [Test]
    public async Task A_service_with_little_memory_answers_for_all_its_models_and_refuses_one_that_is_larger()
    {
        // files of 1.3 MB: the most that each is believed to take is 69 MiB, so that two may not be in memory at once
        byte[][] models = [.. Enumerable.Range(0, 3).Select(i => Wide(320_000, i))];
        long budget = (4 * models[0].Length) + (64L << 20);
        await using Service service = await Service.StartAsync(change: o => o with { MemoryBytes = budget });
        for (int i = 0; i < models.Length; i++) await service.UploadAsync($"wide{i}", models[i]);

        for (int round = 0; round < 3; round++)
            for (int i = 0; i < models.Length; i++)
            {
                (HttpStatusCode status, string body) = await service.PostAsync($"/v2/models/wide{i}/infer",
                    """{"inputs":[{"name":"inputs","shape":[1,1],"datatype":"FP32","data":[1]}]}""");
                Assert.That(status, Is.EqualTo(HttpStatusCode.OK), body);
                Assert.That(body, Does.Contain($"[{i}]"));
            }

        string metrics = await service.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        Assert.That(metrics, Does.Contain("hep_model_memory_bytes{model=\"wide0\",version=\"1\"}"));
        using HttpResponseMessage refused = await service.Administrator.PostAsync(
            "/v2/repository/models/huge/versions", new ByteArrayContent(Wide(13_000_000, 0)));
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
        Assert.That(await refused.Content.ReadAsStringAsync(), Does.Contain("more than the"));
    }

    [Test]
    public async Task A_load_that_waits_for_another_load_goes_on_after_it()
    {
        using ModelMemory memory = new(budget: 150);
        TaskCompletionSource gate = new();
        ServedVersion first = TestVersion.Of(memory, 1, 100, gate: () => gate.Task), second = TestVersion.Of(memory, 2, 100);

        Task<PredictorLease> loads = first.AcquireAsync(default).AsTask(), waits = second.AcquireAsync(default).AsTask();
        await Task.Delay(100);   // so that one of them waits
        gate.SetResult();

        await Task.WhenAll(UseAsync(loads), UseAsync(waits));   // whichever of them came first makes room for the other

        static async Task UseAsync(Task<PredictorLease> lease) => (await lease.WaitAsync(Patience)).Dispose();
    }

    [Test]
    public async Task A_model_that_waits_for_room_lets_smaller_ones_pass_and_is_told_to_come_again()
    {
        using ModelMemory memory = new(budget: 150, longestWait: TimeSpan.FromMilliseconds(500));
        ServedVersion runs = TestVersion.Of(memory, 1, 100), large = TestVersion.Of(memory, 2, 100), small = TestVersion.Of(memory, 3, 50);

        using PredictorLease running = await runs.AcquireAsync(default);
        Task<PredictorLease> waits = large.AcquireAsync(default).AsTask();
        (await small.AcquireAsync(default).AsTask().WaitAsync(Patience)).Dispose();
        InferenceException? refusal = Assert.CatchAsync<InferenceException>(() => waits);

        Assert.That((refusal?.Failure, refusal?.RetryAfter > TimeSpan.Zero), Is.EqualTo((InferenceFailure.Overloaded, true)));
        Assert.That(large.State.IsReady, Is.True, "the model has no fault");
        running.Dispose();
        (await large.AcquireAsync(default).AsTask().WaitAsync(Patience)).Dispose();
    }

    [Test]
    public async Task A_request_whose_body_is_long_in_coming_leaves_its_room_to_others()
    {
        using ModelMemory memory = new(budget: 150);
        ServedVersion slow = TestVersion.Of(memory, 1, 100), other = TestVersion.Of(memory, 2, 100);

        using PredictorLease lease = await slow.AcquireAsync(default);
        lease.Rest();
        (await other.AcquireAsync(default).AsTask().WaitAsync(Patience)).Dispose();
        await lease.ResumeAsync(default);

        using Tensor<float> row = Tensor.Create<float>("inputs", [1, 4], [1, 2, 3, 4]);
        using Predictions answer = await lease.Predictor.PredictAsync([row]);
        Assert.That(answer["outputs"].Get<float>()[0], Is.EqualTo(31));
    }

    [Test]
    public async Task Only_the_model_that_has_the_room_goes_for_it()
    {
        using ModelMemory memory = new(budget: 250);
        ServedVersion version = TestVersion.Of(memory, 1, 100);
        PredictorSlot before = await version.AcquireSlotAsync(default);
        ModelRoom room = await memory.TakeAsync(version.Facts, 100, default);
        PredictorSlot slot = new(OnnxPredictor.Load(Models.Linear(7)), room, ModelExecution.Default);

        version.Replace(slot);
        version.Unload(before.Room);
        Assert.That(version.LoadedBytes, Is.EqualTo(100));
        ModelRoom another = await TakeAnotherAsync();   // has the one before go, which a request still runs, and nothing else
        Assert.That(version.LoadedBytes, Is.EqualTo(100));
        another.Dispose();
        version.Unload(room);
        Assert.That(version.LoadedBytes, Is.Zero);

        Task<ModelRoom> TakeAnotherAsync()
        {
            Task<ModelRoom> taken = memory.TakeAsync(version.Facts with { Version = 2 }, 150, default);
            before.Release();
            return taken.WaitAsync(Patience);
        }
    }

    [Test]
    public async Task Two_versions_in_front_come_to_be_run_in_another_way_where_there_is_memory_for_one()
    {
        byte[][] models = [.. Enumerable.Range(0, 2).Select(i => Wide(320_000, i))];
        long budget = (4 * models[0].Length) + (64L << 20);
        await using Service service = await Service.StartAsync(change: o => o with { MemoryBytes = budget });
        await service.UploadAsync("wide", models[0], "?alias=old");
        await service.UploadAsync("wide", models[1]);
        ModelRepository repository = service.Services.GetRequiredService<ModelRepository>();
        ModelExecution expected = new() { Workers = 2 };

        await service.ChangeAsync(HttpMethod.Patch, "wide", """{"execution":{"workers":2}}""").WaitAsync(Patience);
        foreach (string version in (string[])["1", "2"])
        {
            using PredictorLease lease = await repository.AcquireAsync("wide", version, default).AsTask().WaitAsync(Patience);
            Assert.That(lease.Version.LoadedExecution, Is.EqualTo(expected));
        }
    }

    /// <summary><c>outputs</c> [n, 1] = bias, with that many weights of 0 on the way.</summary>
    private static byte[] Wide(int weights, float bias)
    {
        OnnxGraph graph = new("wide");
        OnnxValue x = graph.AddInput("inputs", 1);
        x = graph.Dense(x, new float[weights / 2], new float[weights / 2], "wide");
        graph.AddOutput("outputs", graph.Dense(x, new float[weights / 2], [bias], "sum"));
        return graph.ToModel().ToArray();
    }
}
