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
    public async Task A_candidate_for_which_there_is_no_room_has_not_failed()
    {
        ServedModel model = Model(() => throw new InferenceException(InferenceFailure.Overloaded, "no room"));

        Assert.That(() => (AnsweringAsync(model).Result, _loads > 3), Is.EqualTo((1, true)).After(20_000, 5));

        Assert.That(_trial.Candidate.Read().Requests, Is.Zero);
    }

    /// <summary>Version 1 answers by default; version 2 is loaded behind a gate.</summary>
    private ServedModel Model(Func<Task> gate)
    {
        ServedVersion candidate = TestVersion.Of(_memory, 2, 100, gate: () =>
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
        using PredictorLease lease = await _trial.AcquireAsync(model, chance: 0, default).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        lease.Answered();
        return lease.Version.Facts.Version;
    }
}
