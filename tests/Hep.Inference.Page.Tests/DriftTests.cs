using Hep.Inference.Testing;

namespace Hep.Inference.Page.Tests;

/// <summary>Raw events beside those of the training, on the page of a model and of a version.</summary>
public sealed class DriftTests
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

    [TestCase("/models/cms.higgs"), TestCase("/models/cms.higgs/versions/2")]
    public async Task What_was_not_seen_yet_is_told_and_what_comes_is_seen_at_the_next_look(string path)
    {
        await using Visit visit = await Visit.OpenAsync(_service, path);
        await visit.SeesAsync("section p", "this service has seen no raw event of version 2");
        string[] unseen = await CellsAsync(visit, "MET_pt"), noLists = await CellsAsync(visit, "Jet");

        await SampleRepository.PredictAsync(_service, events: 200);
        await visit.PressAsync("Enter", "Look again");

        await visit.SeesAsync("section p", "200 raw events of version 2 since 2");   // a year
        await visit.SeesAsync("section p", "90 % passed the cut, 95 % in training.");
        await visit.SeesAsync("#said", "Looked again.");
        Assert.That(unseen, Is.EqualTo(new[] { "MET_pt", "none seen yet", "–", "10 to 200", "–", "–", "–", "38.5", "–", "0 %" }));
        Assert.That(noLists, Is.EqualTo(new[] { "Jet", "none seen yet", "–", "2.5", "–", "12.5 %" }));
        Assert.That(await CellsAsync(visit, "Jet"), Is.EqualTo(new[] { "Jet", "180", "2", "2.5", "0 %", "12.5 %" }));
        Assert.That((await CellsAsync(visit, "MET_pt"))[2], Does.Match(@"^\d\.\d+ much$"));
        Assert.That(await CellsAsync(visit, "Jet_pt"), Is.EqualTo(new[]
        {
            "Jet_pt", "180", "no bins in the card", "not in the card", "–", "–", "30", "–", "50 %", "0.9901 %",
        }));
    }

    [Test]
    public async Task A_version_that_is_not_loaded_is_shown_as_a_whole_and_stays_so()
    {
        const string unloaded = "hep_model_memory_bytes{model=\"cms.higgs\",version=\"2\"} 0\n";
        await _service.UploadAsync("cms.higgs", await SampleRepository.HiggsAsync(2, 0.95));   // what answered goes
        Assert.That(await ScrapeAsync(), Does.Contain(unloaded));

        await using Visit visit = await Visit.OpenAsync(_service, "/models/cms.higgs/versions/2");

        await visit.SeesAsync("section p", "this service has seen no raw event of version 2. What training met is shown.");
        Assert.That(await CellsAsync(visit, "MET_pt"),
            Is.EqualTo(new[] { "MET_pt", "none seen yet", "–", "10 to 200", "–", "–", "–", "38.5", "–", "0 %" }));
        Assert.That(await visit.TextAsync(), Does.Contain("Columns of a raw event").And.Contain("Layers"));
        Assert.That(await ScrapeAsync(), Does.Contain(unloaded));

        Task<string> ScrapeAsync() => _service.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
    }

    [Test]
    public async Task Of_a_few_values_no_distance_is_told_but_why()
    {
        await SampleRepository.PredictAsync(_service, events: 20);
        await using Visit visit = await Visit.OpenAsync(_service, "/models/cms.higgs");

        string[] cells = await CellsAsync(visit, "MET_pt");

        Assert.That(cells, Is.EqualTo(new[]
        {
            "MET_pt", "18", "not of fewer than 100", "10 to 200", "0 %", "100 %", "500", "38.5", "0 %", "0 %",
        }));
    }

    [Test]
    public async Task A_look_that_failed_is_not_told_as_one_that_did_not()
    {
        await using Visit visit = await Visit.OpenAsync(_service, "/models/cms.higgs");
        visit.ExpectsRefusals = true;
        await visit.Page.RouteAsync("**/drift", route => route.FulfillAsync(new() { Status = 503, Body = "{\"error\":\"come again\"}" }));

        await visit.PressAsync("Enter", "Look again");

        await visit.SeesAsync("section p.error", "come again");
        Assert.That(await visit.Page.TextContentAsync("#said"), Does.Not.Contain("Looked again."));
    }

    [Test]
    public async Task A_model_of_tensors_says_nothing_of_drift()
    {
        await using Visit visit = await Visit.OpenAsync(_service, "/models/linear");

        Assert.That(await visit.TextAsync(), Does.Not.Contain("Drift"));
    }

    /// <summary>A row of the tables of drift, by its name.</summary>
    private static Task<string[]> CellsAsync(Visit visit, string name) => visit.Page.EvaluateAsync<string[]>("""
        name => {
          const section = [...document.querySelectorAll("section")].find(s => s.querySelector("h2")?.textContent === "Drift");
          const row = [...section.querySelectorAll("tbody tr")].find(r => r.querySelector("th").textContent === name);
          return [...row.children].map(c => c.innerText.trim().replaceAll("\u00a0", " "));
        }
        """, name);
}
