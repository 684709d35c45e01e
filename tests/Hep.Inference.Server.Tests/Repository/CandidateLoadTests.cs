using Hep.Inference.Server.Repository;

namespace Hep.Inference.Server.Tests.Repository;

/// <summary>A candidate that is not loaded, and whom its share goes to meanwhile.</summary>
public sealed class CandidateLoadTests
{
    private CanaryTrial _trial = null!;
    private ModelMemory _memory = null!;
    private int _loads;

    [SetUp]
    public void Begin()
    {
        _trial = new CanaryTrial(new ModelCanary { Version = 2, Percent = 50 });
        _memory = new ModelMemory(budget: 250);
        _loads = 0;
    }

    [TearDown]
    public void End() => _memory.Dispose();

    [Test]
    public async Task While_a_candidate_is_loaded_nobody_waits_for_it_and_the_default_version_answers()
    {
        TaskCompletionSource gate = new();
        ServedModel model = Model(() => gate.Task);

        for (int i = 0; i < 20; i++) Assert.That(await AnsweringAsync(model), Is.EqualTo(1));
        CanaryFigures meanwhile = _trial.Candidate.Read();
        gate.SetResult();

        Assert.That(() => AnsweringAsync(model).Result, Is.EqualTo(2).After(20_000, 20));
        Assert.That((meanwhile.Requests, _loads), Is.EqualTo((0, 1)), "no request is the candidate's that it could not have");
    }

    [Test]
    public async Task A_candidate_that_cannot_be_loaded_fails_its_share_and_is_tried_again()
    {
        bool isBroken = true;
        ServedModel model = Model(() => isBroken ? throw new InvalidDataException("damaged") : Task.CompletedTask);

        Assert.That(() =>
        {
            Assert.That(AnsweringAsync(model).Result, Is.EqualTo(1));
            return _trial.Candidate.Read().Failed;
        }, Is.GreaterThan(10).After(20_000, 5));
        isBroken = false;

        Assert.That(() => AnsweringAsync(model).Result, Is.EqualTo(2).After(20_000, 20));
        long failed = _trial.Candidate.Read().Failed;
        for (int i = 0; i < 5; i++) await AnsweringAsync(model);
        Assert.That(_trial.Candidate.Read().Failed, Is.EqualTo(failed));
    }

    [Test]
    public async Task A_candidate_that_somebody_could_load_meanwhile_does_not_count_as_broken()
    {
        bool isBroken = true;
        ServedModel model = Model(() => isBroken ? throw new InvalidDataException("damaged") : Task.CompletedTask);
        ServedVersion candidate = model.TryFind(2)!;
        candidate.BeginLoad();
        Assert.That(() => candidate.LoadFailure, Is.Not.Null.After(20_000, 5));
        isBroken = false;
        (await candidate.AcquireAsync(default)).Dispose();
        candidate.Unload();

        await AnsweringAsync(model);

        Assert.That(_trial.Candidate.Read().Failed, Is.Zero);
    }

    [Test]
    public async Task No_model_is_let_go_of_for_a_candidate_and_the_reason_ends_the_trial()
    {
        ServedModel model = Model(() => Task.CompletedTask, candidateBytes: 151);
        DateTimeOffset now = DateTimeOffset.UnixEpoch;
        (await model.Default.AcquireAsync(default)).Dispose();
        await AnsweringAsync(model);
        List<string?> verdicts = [_trial.Judge(now)];

        for (int window = 1; window <= 3; window++)
        {
            for (int i = 0; i < 100; i++) Assert.That(await AnsweringAsync(model), Is.EqualTo(1));
            verdicts.Add(_trial.Judge(now = now.AddSeconds(60)));
        }

        Assert.That(verdicts, Is.EqualTo(new[] { null, null, null, "it could not be loaded for any of 301 requests: there was no room for "
            + "its 151 bytes beside the models that are loaded (memory_bytes, --memory)" }));
        Assert.That((model.Default.LoadedBytes, _loads), Is.EqualTo((100, 0)));
    }

    [Test]
    public async Task A_candidate_that_was_missed_for_a_while_and_came_is_not_given_up()
    {
        TaskCompletionSource gate = new();
        ServedModel model = Model(() => gate.Task);
        DateTimeOffset now = DateTimeOffset.UnixEpoch;
        for (int i = 0; i < 1000; i++) await AnsweringAsync(model);
        _trial.Judge(now);
        for (int window = 1; window <= 10; window++) Assert.That(_trial.Judge(now.AddSeconds(60 * window)), Is.Null);
        gate.SetResult();

        Assert.That(() => AnsweringAsync(model).Result, Is.EqualTo(2).After(20_000, 20));
        for (int window = 11; window <= 20; window++) Assert.That(_trial.Judge(now.AddSeconds(60 * window)), Is.Null);
    }

    [Test]
    public async Task A_candidate_for_which_there_is_no_room_has_not_failed()
    {
        ServedModel model = Model(() => throw new InferenceException(InferenceFailure.Overloaded, "no room"));

        Assert.That(() => (AnsweringAsync(model).Result, _loads > 3), Is.EqualTo((1, true)).After(20_000, 5));

        Assert.That(_trial.Candidate.Read().Requests, Is.Zero);
    }

    /// <summary>Version 1 answers by default; version 2 is loaded behind a gate.</summary>
    private ServedModel Model(Func<Task> gate, long candidateBytes = 100)
    {
        ServedVersion candidate = TestVersion.Of(_memory, 2, candidateBytes, gate: () =>
        {
            Interlocked.Increment(ref _loads);
            return gate();
        });
        return new ServedModel("linear", [TestVersion.Of(_memory, 1, 100), candidate])
        {
            Policy = DefaultPolicy.Pinned(1), Trial = _trial,
        }.Settle();
    }

    /// <summary>Which version a request of the candidate's share comes to.</summary>
    private async Task<int> AnsweringAsync(ServedModel model)
    {
        using PredictorLease lease =
            await _trial.AcquireAsync(model, chance: 0, _memory, default).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        lease.Answered();
        return lease.Version.Facts.Version;
    }
}
