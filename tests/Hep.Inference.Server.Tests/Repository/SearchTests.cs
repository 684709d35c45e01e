using System.Net;
using Hep.Inference.Testing;
using Hep.Onnx;

namespace Hep.Inference.Server.Tests.Repository;

[TestFixture(StorageKind.Folder), TestFixture(StorageKind.Shared)]
public sealed class SearchTests(StorageKind kind)
{
    private readonly TestStorage _storage = new(kind);
    private Service _service = null!;   // none where the storage is not there and the tests are skipped

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _service = await _storage.StartAsync();
        await _service.UploadAsync("cms.higgs_tagger", WithCard(0, "torchsharp 0.107.0", 0.93, "signal.root"),
            "?tag=production&label=campaign=2024");
        await _service.UploadAsync("cms.higgs_tagger", WithCard(1, "mlnet 5.0", 0.91, "signal.root"), "?label=campaign=2023");
        await _service.UploadAsync("cms.b2g.top", WithCard(2, "mlnet 5.0", 0.88, "other.root"), "?description=Boosted%20top%20quarks");
        await _service.UploadAsync("zprime", Models.Linear(3));
        await _service.UploadAsync("gone", Models.Linear(4), "?tag=production");
        await _service.ChangeAsync(HttpMethod.Delete, "gone");
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_service is not null) await _service.DisposeAsync();
    }

    [TestCase("", "cms.b2g.top:1 cms.higgs_tagger:1 cms.higgs_tagger:2 zprime:1")]
    [TestCase("q=tagger&order=name", "cms.higgs_tagger:1 cms.higgs_tagger:2")]
    [TestCase("q=HIG%20tag&order=-name", "cms.higgs_tagger:2 cms.higgs_tagger:1")]
    [TestCase("q=boosted", "cms.b2g.top:1")]
    [TestCase("q=Jet_pt%20other.root", "cms.b2g.top:1")]                        // of the card
    [TestCase("q=higgs%20boosted", "")]
    [TestCase("q=%22%20OR%20NEAR(a%20*", "")]                                  // nothing of FTS5's own language
    [TestCase("namespace=cms", "cms.b2g.top:1 cms.higgs_tagger:1 cms.higgs_tagger:2")]
    [TestCase("namespace=cms.b2g", "cms.b2g.top:1")]
    [TestCase("namespace=", "zprime:1")]
    [TestCase("task=binary&engine=mlnet", "cms.b2g.top:1 cms.higgs_tagger:2")]
    [TestCase("tag=production", "cms.higgs_tagger:1")]
    [TestCase("label=campaign=2023", "cms.higgs_tagger:2")]
    [TestCase("metric=auc%3E%3D0.9", "cms.higgs_tagger:1 cms.higgs_tagger:2")]
    [TestCase("metric=auc%3E%3D0.9&metric=auc%3C%3D0.92", "cms.higgs_tagger:2")]
    [TestCase("order=metric:auc", "cms.higgs_tagger:1 cms.higgs_tagger:2 cms.b2g.top:1")]
    [TestCase("order=-metric:auc", "cms.b2g.top:1 cms.higgs_tagger:2 cms.higgs_tagger:1")]
    [TestCase("order=created", "zprime:1 cms.b2g.top:1 cms.higgs_tagger:2 cms.higgs_tagger:1")]
    [TestCase("data=signal.root&defaults_only=true", "cms.higgs_tagger:2")]
    public async Task Versions_are_found_by_words_facets_and_figures(string query, string found)
    {
        ModelSearchResult result = await SearchAsync(query);

        Assert.That(string.Join(' ', result.Versions.Select(v => $"{v.Name}:{v.Version}")), Is.EqualTo(found));
        Assert.That(result.Total, Is.EqualTo(result.Versions.Count));
    }

    [TestCase("order=name"), TestCase("order=-created"), TestCase("order=metric:auc"), TestCase("q=c&order=relevance")]
    public async Task Pages_follow_each_other_and_together_are_the_whole(string query)
    {
        ModelSearchResult whole = await SearchAsync(query);
        List<ModelVersion> paged = [];

        string? page = null;
        do
        {
            ModelSearchResult part = await SearchAsync($"{query}&limit=1{(page is null ? "" : $"&page={page}")}");
            Assert.That((part.Total, part.Versions.Count), Is.EqualTo((whole.Total, 1)));
            paged.AddRange(part.Versions);
            page = part.NextPage;
        }
        while (page is not null);

        Assert.That(paged.Select(v => v.Digest), Is.EqualTo(whole.Versions.Select(v => v.Digest)));
    }

    [Test]
    public async Task Facets_count_what_was_found()
    {
        ModelSearchResult result = await SearchAsync("namespace=cms&limit=1");

        Assert.That(result.Facets["namespace"], Is.EqualTo(new FacetValue[] { new("cms", 2), new("cms.b2g", 1) }));
        Assert.That(result.Facets["engine"], Is.EqualTo(new FacetValue[] { new("mlnet", 2), new("torchsharp", 1) }));
        Assert.That(result.Facets["tag"], Is.EqualTo(new FacetValue[] { new("production", 1) }));
        Assert.That(result.Facets["label"].Select(l => l.Value), Is.EqualTo(new[] { "campaign=2023", "campaign=2024" }));
    }

    [TestCase("taq=production", "Nearest: tag")]
    [TestCase("order=size", "'name'")]
    [TestCase("order=metric:", "'name'")]
    [TestCase("metric=auc", "auc>=0.9")]
    [TestCase("metric=auc%3E%3Dnan", "no bound")]
    [TestCase("limit=0", "1 to 1000")]
    [TestCase("limit=1001", "1 to 1000")]
    [TestCase("label=campaign", "KEY=VALUE")]
    [TestCase("page=%25%25", "The page is none")]
    [TestCase("page=AAAA", "The page is none")]
    [TestCase("q=%22", "no letter")]
    [TestCase("defaults_only=yes", "true or false")]
    public async Task A_question_that_cannot_be_meant_is_refused(string query, string why)
    {
        string refusal = await _service.RefusalAsync(HttpStatusCode.BadRequest, HttpMethod.Get, $"search?{query}");

        Assert.That(refusal, Does.Contain(why));
    }

    [Test]
    public async Task The_card_of_a_version_is_there_whole()
    {
        string card = await _service.Http.GetStringAsync(new Uri("/v2/repository/models/cms.b2g.top/versions/1/card", UriKind.Relative));

        Assert.That(ModelCard.FromJson(card).Engine, Is.EqualTo("mlnet 5.0"));
        Assert.That(await _service.RefusalAsync(HttpStatusCode.NotFound, HttpMethod.Get, "models/zprime/versions/1/card"),
            Does.Contain("no card"));
    }

    [Test]
    public async Task What_is_written_on_a_version_is_found_when_it_is_and_not_any_more_when_it_is_not()
    {
        await _service.ChangeAsync(HttpMethod.Patch, "zprime/versions/1", """{"tags":{"candidate":true}}""");
        int there = (await SearchAsync("q=candid")).Total;
        await _service.ChangeAsync(HttpMethod.Patch, "zprime/versions/1", """{"tags":{"candidate":false}}""");

        Assert.That((there, (await SearchAsync("q=candid")).Total), Is.EqualTo((1, 0)));
    }

    private async Task<ModelSearchResult> SearchAsync(string query) =>
        ModelSearchResult.FromJson(await _service.Http.GetStringAsync(new Uri($"/v2/repository/search?{query}", UriKind.Relative)));

    private static byte[] WithCard(float bias, string engine, double auc, string file)
    {
        OnnxModel model = OnnxModel.Load(Models.Linear(bias));
        model.Metadata[OnnxModel.CardKey] = new ModelCard
        {
            Engine = engine,
            Heads = [new ModelHead("score", ModelTasks.Binary, ["background", "signal"])],
            Metrics = new Dictionary<string, double> { ["auc"] = auc, ["loss"] = double.NaN },
            Statistics = [new ColumnSummary { Name = "Jet_pt" }],
            Data = new DataFingerprint { Files = [new DataFile(file, "Events", Guid.Empty, 1, 1)] },
        }.ToJson();
        return model.ToArray();
    }
}
