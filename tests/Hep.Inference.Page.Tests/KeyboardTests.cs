using System.Net;
using Hep.Inference.Testing;
using Hep.Testing;
using Microsoft.Playwright;

namespace Hep.Inference.Page.Tests;

/// <summary>Every action of the page, without a mouse.</summary>
public sealed class KeyboardTests
{
    private Service _service = null!;

    [SetUp]
    public async Task StartAsync()
    {
        await Chromium.StartAsync();
        _service = await SampleRepository.StartAsync();
    }

    [TearDown]
    public async Task StopAsync()
    {
        if (_service is not null) await _service.DisposeAsync();
    }

    [Test]
    public async Task Words_and_facets_narrow_the_list()
    {
        await using Visit visit = await Visit.OpenAsync(_service);
        await visit.TabToAsync("Search");
        await visit.Page.Keyboard.TypeAsync("jet");
        await visit.SeesAsync("main [role=status]", "1 model in");
        await visit.PressAsync("Space", "all versions");
        await visit.SeesAsync("main [role=status]", "2 versions in");
        await visit.TabToAsync("production1");
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.SeesAsync("main [role=status]", "1 version in");

        Assert.That(await visit.TextAsync("table"), Does.Contain("cms.higgs").And.Contain("wider jets"));
        Assert.That(visit.Page.Url, Does.Contain("q=jet").And.Contain("tag=production"));
    }

    [Test]
    public async Task Two_of_the_list_are_compared()
    {
        await using Visit visit = await Visit.OpenAsync(_service);

        await visit.PressAsync("Space", "Compare cms.higgs, version 2");
        await visit.PressAsync("Space", "Compare linear, version 1");
        await visit.PressAsync("Enter", "Compare two");

        await visit.SeesAsync("h1", "cms.higgs and linear");
        await visit.SeesAsync("main", "linear 1");
    }

    [Test]
    public async Task A_raw_event_is_tried_from_the_list_to_its_score()
    {
        await using Visit visit = await Visit.OpenAsync(_service);
        await visit.PressAsync("Enter", "cms.higgs");
        await visit.SeesAsync("h1", "cms.higgs");
        await visit.PressAsync("Enter", "Try a prediction");
        await visit.SeesAsync("h1", "Try cms.higgs");
        await ReplaceAsync(visit, "MET_pt", "30");
        await ReplaceAsync(visit, "Jet_pt", "3, 1");
        await visit.PressAsync("Enter", "Predict");

        await visit.SeesAsync("table", "335");   // 30 + 3 + 1 + 100 for each cell, and the bias of 1
        Assert.That(await visit.TextAsync("main pre"), Does.Contain(
            $"curl {_service.Address}v2/models/cms.higgs/versions/2/events \\\n"
                + $"  -d '{{\"events\":[{{\"MET_pt\":30,\"Jet_pt\":[3, 1]}}]}}'"));
    }

    [Test]
    public async Task Integers_of_64_bits_come_and_go_as_they_are_typed()
    {
        await _service.UploadAsync("exact", Models.Identity(TensorTypes.Of<long>()));
        await using Visit visit = await Visit.OpenAsync(_service, "/models/exact/versions/1/try");

        await ReplaceAsync(visit, "in", "9007199254740993");   // 2^53 + 1: a double has its neighbours alone
        await visit.PressAsync("Enter", "Predict");

        await visit.SeesAsync("table", "9,007,199,254,740,993");
        Assert.That(await visit.TextAsync("main pre"), Does.Contain("\"data\":[9007199254740993]"));
    }

    [TestCase("nan"), TestCase("-nan"), TestCase("+NaN")]
    public async Task Values_that_are_no_numbers_are_typed_as_everybody_writes_them(string spelling)
    {
        await using Visit visit = await Visit.OpenAsync(_service, "/models/cms.higgs/versions/2/try");

        await ReplaceAsync(visit, "MET_pt", "30");
        await ReplaceAsync(visit, "Jet_pt", $"3, {spelling}");
        await visit.PressAsync("Enter", "Predict");

        await visit.SeesAsync("table", "234");   // 30 + 3 + 100 for each cell that is usable, and the bias of 1
    }

    [Test]
    public async Task The_command_beside_the_form_gives_the_prediction()
    {
        await using Visit visit = await Visit.OpenAsync(_service, "/models/cms.b2g.top/versions/1/try");
        string command = await visit.TextAsync("main pre");

        (int code, string answer) = await Shell.RunAsync(command);

        Assert.That((code, answer), Is.EqualTo((0, answer)));
        Assert.That(answer, Does.Contain("\"scores\"").And.Contain("\"mass\""));
    }

    [Test]
    public async Task What_is_wrong_in_the_form_and_what_the_service_refuses_is_told_there()
    {
        await using Visit visit = await Visit.OpenAsync(_service, "/models/cms.higgs/versions/2/try");
        visit.ExpectsRefusals = true;

        await ReplaceAsync(visit, "MET_pt", "much");
        await visit.PressAsync("Enter", "Predict");
        await visit.SeesAsync("main [role=alert]", "a number");
        await ReplaceAsync(visit, "MET_pt", "\"much\"");
        await visit.PressAsync("Enter", "Predict");

        await visit.SeesAsync("main [role=alert]", "MET_pt");
    }

    [Test]
    public async Task A_version_is_tagged_aliased_and_promoted_and_the_default_rolled_back()
    {
        await using Visit visit = await Visit.OpenAsync(_service, "/models/cms.higgs/versions/1");
        await visit.SignInAsync();
        await visit.PressAsync("Enter", "Tags and notes…");
        await ReplaceAsync(visit, "Tags", "approved old");
        await visit.PressAsync("Enter", "Save");
        await visit.SeesAsync("main .chip", "approved");
        await visit.PressAsync("Enter", "Alias…");
        await visit.TypeAsync("challenger");
        await visit.SeesAsync("main .chip", "challenger");
        await visit.PressAsync("Enter", "Promote…");
        await visit.PressAsync("Enter", "Promote");
        await visit.SeesAsync("main .chip", "default");
        RepositoryModel promoted = await _service.GetModelAsync("cms.higgs");

        await visit.GoAsync("/models/cms.higgs");
        await visit.PressAsync("Enter", "Roll back…");
        await visit.PressAsync("Enter", "Roll back");
        await visit.SeesAsync("#said", "Rolled back.");
        RepositoryModel after = await _service.GetModelAsync("cms.higgs");

        Assert.That(promoted.Versions[0].Tags, Is.EquivalentTo(["approved", "old"]));
        Assert.That((promoted.DefaultPolicy, promoted.Aliases["challenger"], after.DefaultVersion), Is.EqualTo(("1", 1, 2)));
    }

    [Test]
    public async Task An_alias_is_removed_and_a_model_described_and_run_in_another_way()
    {
        await using Visit visit = await Visit.OpenAsync(_service, "/models/cms.higgs/versions/1");
        await visit.SignInAsync();
        await visit.PressAsync("Enter", "Remove alias…");
        await visit.PressAsync("Enter", "Remove alias");
        await visit.SeesAsync("#said", "The alias is gone.");
        await visit.GoAsync("/models/cms.higgs");
        await visit.PressAsync("Enter", "Describe…");
        await ReplaceAsync(visit, "What it is", "Boson");
        await visit.PressAsync("Enter", "Save");
        await visit.SeesAsync("main", "Boson");
        await visit.PressAsync("Enter", "How it is run…");
        await ReplaceAsync(visit, "Runs at the same time", "2");
        await visit.PressAsync("Enter", "Save");
        await visit.SeesAsync("main", "workers 2");

        RepositoryModel model = await _service.GetModelAsync("cms.higgs");
        Assert.That((model.Aliases.Count, model.Description, model.Execution.Workers), Is.EqualTo((0, "Boson", 2)));
    }

    [Test]
    public async Task A_candidate_is_tried_and_its_trial_ended()
    {
        await using Visit visit = await Visit.OpenAsync(_service, "/models/cms.higgs");
        visit.ExpectsRefusals = true;
        await visit.SignInAsync();
        await visit.PressAsync("Enter", "Try a candidate…");
        await ReplaceAsync(visit, "Percent of the requests", "120");
        await visit.PressAsync("Enter", "Try");
        await visit.SeesAsync("dialog [role=alert]", "'percent' of the canary");
        await ReplaceAsync(visit, "Percent of the requests", "12.5");
        await visit.PressAsync("Enter", "Try");
        await visit.SeesAsync("main", "Version 1 answers 12.5 % of what names no version");
        await visit.SeesAsync("table .chip", "on trial");
        ModelCanary? tried = (await _service.GetModelAsync("cms.higgs")).Canary;

        await visit.PressAsync("Enter", "End the trial…");
        await visit.PressAsync("Enter", "End the trial");
        await visit.SeesAsync("#said", "The trial is over.");

        Assert.That((tried, (await _service.GetModelAsync("cms.higgs")).Canary),
            Is.EqualTo((new ModelCanary { Version = 1, Percent = 12.5 }, default(ModelCanary))));
    }

    [Test]
    public async Task A_version_is_deleted_and_brought_back()
    {
        await using Visit visit = await Visit.OpenAsync(_service, "/models/linear/versions/1");
        await visit.SignInAsync();
        await visit.PressAsync("Enter", "Delete…");
        await visit.PressAsync("Enter", "Delete");
        await visit.SeesAsync("h1", "Models");
        using HttpResponseMessage gone = await _service.Http.GetAsync("/v2/repository/models/linear");
        await visit.GoAsync("/deleted");
        await visit.PressAsync("Enter", "Bring back version 1 of linear");
        await visit.PressAsync("Enter", "Bring back");
        await visit.SeesAsync("main", "Nothing that could be brought back");

        Assert.That((gone.StatusCode, (await _service.GetModelAsync("linear")).DefaultVersion), Is.EqualTo((HttpStatusCode.NotFound, 1)));
    }

    [Test]
    public async Task What_the_service_refuses_is_told_in_the_dialog_which_stays()
    {
        await using Visit visit = await Visit.OpenAsync(_service, "/models/cms.higgs/versions/1");
        visit.ExpectsRefusals = true;
        await visit.SignInAsync();
        await visit.PressAsync("Enter", "Delete…");
        await visit.PressAsync("Enter", "Delete");

        await visit.SeesAsync("dialog [role=alert]", "champion");
        await visit.PressAsync("Enter", "Cancel");
        await visit.Page.Locator("dialog").WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }

    [Test]
    public async Task A_file_is_uploaded_and_a_bad_one_refused()
    {
        string folder = TestData.NewFolder(), good = Path.Combine(folder, "good.onnx"), bad = Path.Combine(folder, "bad.onnx");
        await File.WriteAllBytesAsync(good, Models.Linear(5));
        await File.WriteAllTextAsync(bad, "no model at all");
        await using Visit visit = await Visit.OpenAsync(_service);
        visit.ExpectsRefusals = true;
        await visit.SignInAsync();
        await visit.GoAsync("/upload");
        await ChooseAsync(visit, bad);
        await ReplaceAsync(visit, "Name", "cms.fresh");
        await ReplaceAsync(visit, "Tags", "candidate");
        await ReplaceAsync(visit, "Labels", "campaign=2025");
        await visit.PressAsync("Enter", "Upload");
        await visit.SeesAsync("main [role=alert]", "no ONNX model");
        await ChooseAsync(visit, good);
        await visit.PressAsync("Enter", "Upload");

        await visit.SeesAsync("h1", "cms.fresh, version 1");
        ModelVersion made = (await _service.GetModelAsync("cms.fresh")).Versions[0];
        Assert.That((made.Tags[0], made.Labels["campaign"]), Is.EqualTo(("candidate", "2025")));
    }

    [Test]
    public async Task A_version_is_downloaded()
    {
        await using Visit visit = await Visit.OpenAsync(_service, "/models/linear/versions/1");

        IDownload download = await visit.Page.RunAndWaitForDownloadAsync(() => visit.PressAsync("Enter", "Download"));

        Assert.That(await File.ReadAllBytesAsync((await download.PathAsync())!), Is.EqualTo(Models.Linear(0)));
        Assert.That(download.SuggestedFilename, Is.EqualTo("linear-1.onnx"));
    }

    [Test]
    public async Task What_runs_is_seen_live()
    {
        await using Visit visit = await Visit.OpenAsync(_service, "/live");
        using CancellationTokenSource enough = new();
        Task load = AskUntilAsync(enough.Token);

        await visit.SeesAsync("figcaption", "Throughput");
        await visit.Page.WaitForFunctionAsync("() => Number(document.querySelector('.figures dd').textContent.replaceAll(',', '')) > 0");
        await enough.CancelAsync();
        await load;

        Assert.That(await visit.TextAsync("table tbody tr"), Does.StartWith("linear"));
    }

    private async Task AskUntilAsync(CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            await _service.PostAsync("/v2/models/linear/infer",
                """{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]}]}""");
            await Task.Delay(20, CancellationToken.None);
        }
    }

    private static async Task ReplaceAsync(Visit visit, string label, string text)
    {
        await visit.TabToAsync(label);
        await visit.Page.Keyboard.PressAsync("Control+A");
        await visit.Page.Keyboard.TypeAsync(text);
    }

    private static async Task ChooseAsync(Visit visit, string file)
    {
        IFileChooser chooser = await visit.Page.RunAndWaitForFileChooserAsync(() => visit.PressAsync("Enter", "ONNX file"));
        await chooser.SetFilesAsync(file);
    }
}
