using System.Net;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Hep.Inference.Protobuf;
using Hep.Inference.Server.Repository;
using Hep.Inference.Testing;
using Hep.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Hep.Inference.Server.Tests.Repository;

/// <summary>A candidate that gets a share of the requests which name no version.</summary>
[TestFixture(StorageKind.Folder), TestFixture(StorageKind.Shared)]
public sealed partial class CanaryTests(StorageKind kind)
{
    private const string Row = """{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]}]}""";
    private const string Canary = """{"default_policy":"1","canary":{"version":2,"percent":25}}""";

    private readonly TestStorage _storage = new(kind);

    [Test]
    public async Task A_candidate_gets_its_share_of_the_requests_that_name_no_version_and_no_other()
    {
        await using Service service = await StartAsync(seed: 11);
        await service.UploadAsync("linear", Models.Linear(0), "?alias=champion");
        await service.UploadAsync("linear", Models.Linear(1));
        RepositoryModel begun = await service.ChangeAsync(HttpMethod.Patch, "linear", Canary);

        int[] answered = await AnswersAsync(service, "/v2/models/linear/infer", 400);
        int[] named = await AnswersAsync(service, "/v2/models/linear/versions/1/infer", 20);
        int[] alias = await AnswersAsync(service, "/v2/models/linear/versions/champion/infer", 20);

        Assert.That((begun.Canary!.Version, begun.Canary.Percent, begun.DefaultVersion), Is.EqualTo((2, (double?)25, 1)));
        Assert.That(answered[2], Is.InRange(65, 135));   // four standard deviations around 100
        Assert.That((answered[1] + answered[2], named[1], alias[1]), Is.EqualTo((400, 20, 20)));
        Assert.That(await service.Http.GetStringAsync("/metrics"), Does.Contain("hep_canary_percent{model=\"linear\",version=\"2\"} 25")
            .And.Contain($"hep_canary_requests_total{{model=\"linear\",arm=\"candidate\"}} {answered[2]}")
            .And.Contain($"hep_canary_requests_total{{model=\"linear\",arm=\"default\"}} {answered[1]}"));
    }

    [Test]
    public async Task The_same_chance_gives_the_same_answers()
    {
        List<int[]> runs = [];
        for (int run = 0; run < 2; run++)
        {
            await using Service service = await StartAsync(seed: 5);
            await service.UploadAsync("linear", Models.Linear(0));
            await service.UploadAsync("linear", Models.Linear(1));
            await service.ChangeAsync(HttpMethod.Patch, "linear", Canary);
            runs.Add([.. await SequenceAsync(service, 40)]);
        }

        Assert.That(runs[1], Is.EqualTo(runs[0]));
        Assert.That(runs[0], Does.Contain(1).And.Contain(2));
    }

    [Test]
    public async Task A_candidate_that_refuses_what_the_default_version_takes_is_taken_out_by_itself_which_is_told_everywhere()
    {
        string folder = TestData.NewFolder(), audit = Path.Combine(folder, "audit.jsonl");
        await using Service service = await StartAsync(seed: 3, folder, o => o with { AuditFile = audit });
        await service.UploadAsync("linear", Models.Linear(0));
        await service.UploadAsync("linear", Models.Identity(TensorType.Int8));   // other inputs
        await service.ChangeAsync(HttpMethod.Patch, "linear",
            """{"default_policy":"1","canary":{"version":2,"percent":50,"minimum_requests":20}}""");

        int failed = 0;
        RepositoryModel model;
        do
        {
            failed += (await service.PostAsync("/v2/models/linear/infer", Row)).Status == HttpStatusCode.BadRequest ? 1 : 0;
            model = await service.GetModelAsync("linear");
        }
        while (model.Canary is not null);
        int[] after = await AnswersAsync(service, "/v2/models/linear/infer", 50);

        Assert.That((failed > 10, after[1]), Is.EqualTo((true, 50)));
        (_, string history) = await service.AdministerAsync(HttpMethod.Get, "/v2/repository/models/linear/history?limit=1");
        RepositoryEvent told = RepositoryHistory.FromJson(history).Events[0];
        Assert.That((told.Actor, told.Action, told.Version), Is.EqualTo(("service", "canary return", 2)));
        Assert.That(told.Detail, Does.Match(@"^\d+ of \d+ requests had no answer, 0 of \d+ of the default version$"));
        Assert.That(() => File.ReadAllText(audit),   // the last of what the service does
            Does.Match("\"caller\":\"service\".*\"action\":\"canary return\"").After(30_000, 50));
        Assert.That(await service.Http.GetStringAsync("/metrics"),
            Does.Contain("hep_canary_returns_total{model=\"linear\"} 1").And.Not.Contain("hep_canary_percent{"));
    }

    [Test]
    public async Task A_candidate_whose_predictions_make_no_answer_is_taken_out()
    {
        await using Service service = await StartAsync(seed: 3);
        await service.UploadAsync("linear", Models.Linear(0));
        await service.UploadAsync("linear", Models.Linear(float.NaN));   // JSON has no NaN
        await service.ChangeAsync(HttpMethod.Patch, "linear",
            """{"default_policy":"1","canary":{"version":2,"percent":50,"minimum_requests":20}}""");

        RepositoryModel model;
        do   // both are compared each second, however many requests a machine sends in it
        {
            await service.PostAsync("/v2/models/linear/infer", Row);
            model = await service.GetModelAsync("linear");
        }
        while (model.Canary is not null);

        (_, string history) = await service.AdministerAsync(HttpMethod.Get, "/v2/repository/models/linear/history?limit=1");
        Assert.That(RepositoryHistory.FromJson(history).Events[0].Detail, Does.Match("^[0-9]+ of [0-9]+ requests failed, 0 of"));
    }

    [Test]
    public async Task What_is_malformed_counts_as_refused_and_what_has_no_answer_as_failed()
    {
        await using Service service = await StartAsync(seed: 3);
        await service.UploadAsync("linear", Models.Linear(float.NaN));
        await service.UploadAsync("linear", Models.Linear(float.PositiveInfinity));
        await service.ChangeAsync(HttpMethod.Patch, "linear",
            """{"default_policy":"1","canary":{"version":2,"percent":50,"minimum_requests":1000}}""");
        using GrpcCalls grpc = new(service.GrpcAddress);

        await service.PostAsync("/v2/models/linear/infer", "{");
        await service.PostAsync("/v2/models/linear/infer", Row.Replace("[1,4]", "[1,3]", StringComparison.Ordinal));
        await service.PostAsync("/v2/models/linear/events", "{}");
        await service.PostAsync("/json", """{"keys":["a"],"values":[1],"model":"linear"}""");
        await grpc.RefusalAsync("ModelInfer", new ModelInferRequest { ModelName = "linear" }.ToByteArray());   // no inputs
        await service.PostAsync("/v2/models/linear/infer", Row);   // JSON has neither NaN nor infinity

        string metrics = await service.Http.GetStringAsync("/metrics");
        Assert.That((Sum(metrics, "requests"), Sum(metrics, "refused"), Sum(metrics, "failed")), Is.EqualTo((6, 5, 1)));

        static int Sum(string metrics, string what) =>
            new[] { "candidate", "default" }.Sum(arm => int.Parse(
                Regex.Match(metrics, $"hep_canary_{what}_total{{model=\"linear\",arm=\"{arm}\"}} ([0-9]+)").Groups[1].ValueSpan,
                System.Globalization.CultureInfo.InvariantCulture));
    }

    [Test]
    public async Task Against_another_default_version_a_trial_begins_anew()
    {
        await using Service service = await StartAsync(seed: 3);
        for (int bias = 0; bias < 3; bias++) await service.UploadAsync("linear", Models.Linear(bias));
        await service.ChangeAsync(HttpMethod.Patch, "linear", """{"default_policy":"1","canary":{"version":2,"percent":50}}""");
        for (int i = 0; i < 30; i++) await service.PostAsync("/v2/models/linear/infer", Row);

        RepositoryModel described = await service.ChangeAsync(HttpMethod.Patch, "linear", """{"description":"x"}""");
        string before = await service.Http.GetStringAsync("/metrics");
        await service.ChangeAsync(HttpMethod.Patch, "linear", """{"default_policy":"3"}""");
        string after = await service.Http.GetStringAsync("/metrics");

        Assert.That(described.Canary, Is.Not.Null);
        Assert.That(before, Does.Match("hep_canary_requests_total{model=\"linear\",arm=\"default\"} [1-9]"));
        Assert.That(after, Does.Contain("hep_canary_requests_total{model=\"linear\",arm=\"default\"} 0"));
    }

    [Test]
    public async Task A_candidate_that_cannot_be_loaded_costs_no_request()
    {
        string folder = TestData.NewFolder();
        await using (Service before = await StartAsync(seed: 3, folder))
        {
            await before.UploadAsync("linear", Models.Linear(0));
            string[] first = await _storage.BlobsAsync(before);
            await before.UploadAsync("linear", Models.Linear(1));
            await before.ChangeAsync(HttpMethod.Patch, "linear", """{"default_policy":"1","canary":{"version":2,"percent":90}}""");
            await _storage.OverwriteAsync(before, (await _storage.BlobsAsync(before)).Except(first).Single(), [1, 2, 3]);
        }
        await using Service service = await StartAsync(seed: 3, folder);

        // Nothing is counted while the candidate's first load is under way, and a store may take its time.
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(1));
        int counted = 0;
        for (; counted == 0; counted = await FailedAsync())
        {
            Assert.That(patience.IsCancellationRequested, Is.False, "the load of the candidate has failed");
            Assert.That(await AnswerAsync(service, "/v2/models/linear/infer"), Is.EqualTo(1));
        }
        int[] answered = await AnswersAsync(service, "/v2/models/linear/infer", 50);

        Assert.That(answered[1], Is.EqualTo(50));
        Assert.That(await FailedAsync() - counted, Is.InRange(30, 49));

        async Task<int> FailedAsync() => int.Parse(
            Regex.Match(
                await service.Http.GetStringAsync("/metrics"), "hep_canary_failed_total{model=\"linear\",arm=\"candidate\"} ([0-9]+)")
                .Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
    }

    [Test]
    public async Task A_trial_survives_a_restart_and_ends_where_its_candidate_is_promoted_or_nobody_wants_it()
    {
        string folder = TestData.NewFolder();
        await using (Service service = await StartAsync(seed: 1, folder))
        {
            for (int bias = 0; bias < 3; bias++) await service.UploadAsync("linear", Models.Linear(bias));
            await service.ChangeAsync(HttpMethod.Patch, "linear",
                """{"default_policy":"1","canary":{"version":2,"percent":0.5,"max_latency_ratio":3}}""");
        }
        await using Service again = await StartAsync(seed: 1, folder);
        ModelCanary? kept = (await again.GetModelAsync("linear")).Canary;

        RepositoryModel promoted = await again.ChangeAsync(HttpMethod.Patch, "linear", """{"default_policy":"2"}""");
        RepositoryModel other = await again.ChangeAsync(HttpMethod.Patch, "linear", """{"canary":{"version":3,"percent":5}}""");
        RepositoryModel ended = await again.ChangeAsync(HttpMethod.Patch, "linear", """{"canary":{"percent":0}}""");

        Assert.That(kept, Is.EqualTo(new ModelCanary { Version = 2, Percent = 0.5, MaxLatencyRatio = 3 }));
        Assert.That((promoted.Canary, other.Canary!.Version, ended.Canary), Is.EqualTo((default(ModelCanary), 3, default(ModelCanary))));
    }

    [Test]
    public async Task What_cannot_be_tried_is_refused()
    {
        await using Service service = await StartAsync(seed: 1);
        await service.UploadAsync("linear", Models.Linear(0));
        await service.UploadAsync("linear", Models.Linear(1));

        string itself = await service.RefusalAsync(HttpStatusCode.Conflict, HttpMethod.Patch, "models/linear",
            """{"canary":{"version":2,"percent":5}}""");
        string absent = await service.RefusalAsync(HttpStatusCode.NotFound, HttpMethod.Patch, "models/linear",
            """{"canary":{"version":9,"percent":5}}""");
        string much = await service.RefusalAsync(HttpStatusCode.BadRequest, HttpMethod.Patch, "models/linear",
            """{"default_policy":"1","canary":{"version":2,"percent":100}}""");
        await service.ChangeAsync(HttpMethod.Patch, "linear", Canary);
        string shareless = await service.RefusalAsync(HttpStatusCode.BadRequest, HttpMethod.Patch, "models/linear",
            """{"canary":{"version":2}}""");
        string deleted = await service.RefusalAsync(HttpStatusCode.Conflict, HttpMethod.Delete, "models/linear/versions/2");

        Assert.That(itself, Does.Contain("pin another one"));
        Assert.That(absent, Does.Contain("no version 9"));
        Assert.That(much, Does.Contain("'percent' of the canary is from 0.1 to 99, not 100"));
        Assert.That(shareless, Does.Contain("percent"));
        Assert.That((await service.GetModelAsync("linear")).Canary, Is.Not.Null);
        Assert.That(deleted, Does.Contain("on trial"));
    }

    private Task<Service> StartAsync(
        int seed, string? folder = null, Func<InferenceServerOptions, InferenceServerOptions>? change = null) =>
        _storage.StartAsync(folder, change, add: services => services.AddSingleton(new CanaryChance(new Random(seed))));

    private static async Task<int[]> AnswersAsync(Service service, string path, int count)
    {
        int[] answers = new int[3];
        for (int i = 0; i < count; i++) answers[await AnswerAsync(service, path)]++;
        return answers;
    }

    private static async Task<List<int>> SequenceAsync(Service service, int count)
    {
        List<int> answers = [];
        for (int i = 0; i < count; i++) answers.Add(await AnswerAsync(service, "/v2/models/linear/infer"));
        return answers;
    }

    private static async Task<int> AnswerAsync(Service service, string path)
    {
        (HttpStatusCode status, string body) = await service.PostAsync(path, Row);
        Assert.That(status, Is.EqualTo(HttpStatusCode.OK), body);
        return int.Parse(Version().Match(body).Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("\"model_version\":\"([0-9]+)\"")]
    private static partial Regex Version();
}
