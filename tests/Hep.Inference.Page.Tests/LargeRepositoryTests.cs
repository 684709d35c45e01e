using System.Globalization;
using Hep.Inference.Testing;

namespace Hep.Inference.Page.Tests;

/// <summary>The page over two thousand versions: what is typed is found at once, and no version is asked for by itself.</summary>
[NonParallelizable]
public sealed class LargeRepositoryTests
{
    private const int ModelCount = 200, VersionsOfEach = 10;

    // From a key to the last change of the list; the status says what was found, and how long the service took for it.
    private const string Stopwatch = """
        () => {
          const main = document.querySelector("main");
          window.typed = 0; window.changed = 0;
          document.addEventListener("keydown", () => { window.typed = performance.now(); }, true);
          new MutationObserver(() => { window.changed = performance.now(); }).observe(main, { subtree: true, childList: true });
        }
        """;

    private Service _service = null!;

    [OneTimeSetUp]
    public async Task FillAsync()
    {
        await Chromium.StartAsync();
        _service = await Service.StartAsync();
        await Parallel.ForAsync(0, ModelCount, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (model, _) =>
        {
            for (int version = 0; version < VersionsOfEach; version++)
                await _service.UploadAsync(NameOf(model), Models.Linear(model * VersionsOfEach + version),
                    $"?tag=campaign{version}&description={(model % 20 == 0 ? "signal" : "background")}%20of%20training%20{version}");
        });
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_service is not null) await _service.DisposeAsync();
    }

    [TestCase("analysis7.model", false, "10 models in")]
    [TestCase("signal", true, "100 versions in")]
    [TestCase("nosuchword", true, "0 versions in")]
    public async Task What_is_typed_is_found_among_two_thousand_versions(string words, bool allVersions, string found)
    {
        await using Visit visit = await Visit.OpenAsync(_service, allVersions ? "/?all=1" : "/");
        List<string> asked = [];
        visit.Page.Request += (_, request) => asked.Add(new Uri(request.Url).AbsolutePath);
        await visit.TabToAsync("Search");
        await visit.Page.Keyboard.TypeAsync(words[..^1]);
        await visit.SettleAsync();
        await visit.Page.EvaluateAsync(Stopwatch);
        asked.Clear();

        await visit.Page.Keyboard.PressAsync(words[^1..]);
        await visit.SeesAsync("main", found);

        double milliseconds = await visit.Page.EvaluateAsync<double>("() => window.changed - window.typed");
        TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"'{words}': {milliseconds:F0} ms from the key to the list"));
        Assert.That(asked, Has.Count.LessThanOrEqualTo(3), string.Join(' ', asked));
    }

    private static string NameOf(int model) =>
        string.Create(CultureInfo.InvariantCulture, $"analysis{model % 20}.model{model}");
}
