using System.Collections.Concurrent;
using System.Security.Cryptography;
using Hep.Jagged;
using Hep.Onnx;
using Hep.Testing;
using Hep.Train.Tests;

namespace Hep.Train.Python.Tests;

/// <summary>What a script gets, and what becomes of what it says.</summary>
public sealed class PythonEngineTests
{
    [Test]
    public async Task A_script_learns_batch_by_batch_and_its_model_is_given_out()
    {
        TrainingResult result = await new ScriptRun(SampleScripts.Logistic + "for batch in hep.batches(): step(batch)").FitAsync();

        Assert.That(result.Validation!.Roc!.Area, Is.GreaterThan(0.7));
        Assert.That(result.History, Has.Count.EqualTo(3));
        Assert.That(result.Model.Outputs.Single().Name, Is.EqualTo("score"));
    }

    [Test]
    public async Task The_card_has_the_script_with_its_digest_and_what_it_trained()
    {
        ScriptRun run = new(SampleScripts.Logistic + "for batch in hep.batches(): step(batch)");

        ModelCard card = (await run.FitAsync()).Model.Card!;

        string digest = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(run.Path)));
        Assert.That(card.Model!.Value.GetRawText(), Is.EqualTo($$"""{"kind":"script","script":"train.py","digest":"sha256:{{digest}}"}"""));
        Assert.That(card.Trained!.Value.GetRawText(), Is.EqualTo("""{"class":"__main__.Model"}"""));
    }

    [Test]
    public void A_script_that_the_disk_does_not_give_is_told()
    {
        if (!OperatingSystem.IsLinux()) Assert.Ignore("The file that cannot be read is one of Linux.");
        using PythonEngine engine = new("/proc/self/mem", new PythonOptions { Interpreter = Interpreter.With() });

        FeatureSpecification features = FeatureSpecification.FromJson("""{"features":{"columns":["x"]}}""");
        Assert.That(async () => await Trainer.FitAsync(new SyntheticEvents(10), features, engine, new TrainingOptions()),
            Throws.TypeOf<TrainingException>().With.Message.StartsWith("The script '/proc/self/mem' cannot be read: "));
    }

    [Test]
    public async Task The_best_weights_are_kept_and_restored()
    {
        Heard heard = new();
        // the third epoch spoils the model
        TrainingResult result = await new ScriptRun(SampleScripts.Logistic + """
            def told():
                print("exported", (model.weight == -5).any())
                return export()

            hep.use(model, predict=predict, export=told)
            for epoch in hep.epochs():
                for batch in epoch:
                    step(batch, rate=0.02)
                    if epoch.number == 3: model.weight[:] = -5
            """) { Options = new PythonOptions { Output = heard } }.FitAsync();

        Assert.That(result.History.Select(e => e.IsBest), Is.EqualTo(new[] { true, true, false }));
        Assert.That(result.Validation!.Roc!.Area, Is.GreaterThan(0.7));
        Assert.That(result.Validation.Metrics["loss"], Is.EqualTo(result.History[1].ValidationLoss));
        Assert.That(heard.Lines, Has.Member("exported False"));
    }

    [Test]
    public async Task A_script_that_leaves_its_loop_ends_training()
    {
        TrainingResult result = await new ScriptRun(SampleScripts.Logistic + """
            for epoch in hep.epochs():
                for batch in epoch: step(batch)
                if epoch.number == 2: break
            """).FitAsync();

        Assert.That(result.History, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task What_learns_all_at_once_has_one_epoch()
    {
        TrainingResult result = await new ScriptRun(SampleScripts.Logistic + """
            train = hep.data()
            for _ in range(50): step(train)
            """).FitAsync();

        Assert.That(result.History, Has.Count.EqualTo(1));
        Assert.That(result.Validation!.Roc!.Area, Is.GreaterThan(0.7));
    }

    [Test]
    public async Task Reported_losses_are_means_over_entries_and_figures_are_logged()
    {
        RecordedLog log = new();
        ScriptRun run = new(SampleScripts.Logistic + """
            for epoch in hep.epochs():
                for i, batch in enumerate(epoch):
                    hep.report(loss=1 if len(batch) == 300 else 4, share=i)
            """) { Training = new() { Epochs = 1, Batch = 300, Validation = 0, Logger = log }, Data = new SyntheticEvents(400) };

        TrainingResult result = await run.FitAsync();

        Assert.That(result.History.Single().Loss, Is.EqualTo((300 * 1 + 100 * 4) / 400.0));
        Assert.That(log.Entries.Select(e => e.Text), Has.Member("The script reports share 0.5"));
    }

    [Test]
    public async Task Losses_that_nobody_reports_are_those_of_the_predictions()
    {
        TrainingResult result = await new ScriptRun(SampleScripts.Logistic + "for batch in hep.batches(): pass")
            { Training = new() { Epochs = 1, Validation = 0 } }.FitAsync();

        Assert.That(result.History.Single().Loss, Is.EqualTo(Math.Log(2)).Within(1e-6));   // a model of zeros says 1/2
    }

    [Test]
    public async Task What_a_script_prints_is_heard_and_never_on_the_pipe()
    {
        Heard heard = new();
        ScriptRun run = new(SampleScripts.Logistic + """
            import os, sys
            print("in the script")
            os.write(1, b"below it\n")
            sys.stderr.write("x" * 5_000_000 + "\n")
            print(sys.argv[1:], sys.stdin.read() == "")
            for batch in hep.batches(): step(batch)
            """) { Options = new PythonOptions { Output = heard, Arguments = ["--fast", "a b"] } };

        await run.FitAsync();

        Assert.That(heard.Lines, Is.SupersetOf((string[])["in the script", "below it", "['--fast', 'a b'] True"]));
        Assert.That(heard.Lines.Max(l => l.Length), Is.EqualTo(500));
    }

    [Test]
    public async Task Batches_arrive_as_they_are()
    {
        Heard heard = new();
        ScriptRun run = new("""
            import hep, numpy as np
            batch = next(iter(next(hep.epochs())))
            tokens, exists = batch.tokens("Jet_pt")
            first = batch.cells.index("Jet_pt[0]")
            print(batch.cells, batch.collections, len(batch), batch.features.dtype, batch.mask.dtype)
            print((tokens[:, :, 0] == batch.features[:, first:first + tokens.shape[1]]).all(), tokens.shape, exists.shape)
            print((exists == batch.mask[:, first:first + tokens.shape[1]]).all(), (batch.lengths["Jet_pt"] == exists.sum(axis=1)).all())
            print(np.isnan(batch.missing).sum() == (~batch.mask).sum(), sorted(set(batch.labels)), set(batch.weights))
            print(hep.problem.task, hep.problem.seed, hep.problem.batch, hep.problem.rank, hep.problem.world_size)
            """) { Options = new PythonOptions { Output = heard }, Data = new SyntheticEvents(1000) { Weight = _ => 2.5f } };

        Assert.That(async () => await run.FitAsync(), Throws.TypeOf<TrainingException>().With.Message.Contains("There is no model"));

        Assert.That(heard.Lines.Take(5), Is.EqualTo(new[]
        {
            "['x', 'noise', 'Jet_pt[0]', 'Jet_pt[1]', 'Jet_pt[2]'] ['Jet_pt'] 50 float32 bool",
            "True (50, 3, 1) (50, 3)", "True True", "True [0.0, 1.0] {2.5}", "binary 1 50 0 1",
        }));
    }

    [Test]
    public async Task Each_process_learns_from_its_share_of_each_batch()
    {
        string code = SampleScripts.Logistic + """
            seen = []
            for epoch in hep.epochs():
                for batch in epoch: seen.append(round(float(batch.features[:, 0].sum()), 3)); print(len(batch))
                print("sum", round(sum(seen), 2))
            """;
        TrainingOptions options = new() { Epochs = 1, Batch = 51, Validation = 0 };
        Heard whole = new(), first = new(), second = new();

        await new ScriptRun(code) { Training = options, Options = new() { Output = whole } }.FitAsync();
        await new ScriptRun(code) { Training = options, Options = new() { Output = first, Shard = new(0, 2) } }.FitAsync();
        await new ScriptRun(code) { Training = options, Options = new() { Output = second, Shard = new(1, 2) } }.FitAsync();

        Assert.That(first.Lines.Count, Is.EqualTo(second.Lines.Count).And.EqualTo(whole.Lines.Count));   // as many batches
        Assert.That(first.Lines.First(), Is.EqualTo("26"));
        Assert.That(second.Lines.First(), Is.EqualTo("25"));
        Assert.That(Sum(first) + Sum(second), Is.EqualTo(Sum(whole)).Within(0.05));
    }

    [Test]
    public async Task An_engine_trains_one_model_after_another()
    {
        ScriptRun run = new(SampleScripts.Logistic + "for batch in hep.batches(): step(batch)");
        using PythonEngine engine = run.NewEngine();

        FoldedTraining folds = await Trainer.FitFoldsAsync(run.Data, new() { Columns = ["x"] }, engine, run.Training, 2);

        Assert.That(folds.Models, Has.Count.EqualTo(2));
    }

    private static double Sum(Heard heard) =>
        double.Parse(heard.Lines.Last()["sum ".Length..], System.Globalization.CultureInfo.InvariantCulture);

    private sealed class Heard : IProgress<string>
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public ConcurrentQueue<string> Lines => _lines;

        public void Report(string value) => _lines.Enqueue(value);
    }
}
