using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Hep.Inference.Testing;
using Hep.Testing;
using Microsoft.Playwright;

namespace Hep.Inference.Page.Tests;

/// <summary>Every view in both colour schemes and in two widths, as a reader of it, a tool for accessibility, and a picture.</summary>
public sealed class ViewTests
{
    private static readonly string Pictures = Path.Combine(TestContext.CurrentContext.WorkDirectory, "pictures");

    private static readonly (string Name, string Path)[] Views =
    [
        ("browse", "/"), ("search", "/?q=higgs&all=1"), ("model", "/models/cms.higgs"), ("version", "/models/cms.higgs/versions/2"),
        ("unasked", "/models/cms.higgs/versions/1"),
        ("layers", "/models/cms.b2g.top/versions/1"), ("bare", "/models/linear/versions/1"),
        ("compare", "/compare?of=cms.higgs%3A1&of=cms.higgs%3A2"), ("try-events", "/models/cms.higgs/versions/2/try"),
        ("try-tensors", "/models/cms.b2g.top/versions/1/try"), ("upload", "/upload"), ("live", "/live"), ("deleted", "/deleted"),
        ("history", "/history"), ("nothing", "/nosuch"),
    ];

    private Service _service = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        await Chromium.StartAsync();
        Directory.CreateDirectory(Pictures);
        _service = await SampleRepository.StartAsync();
        await SampleRepository.PredictAsync(_service, events: 120);
        await _service.UploadAsync("gone", Models.Linear(9));
        await _service.ChangeAsync(HttpMethod.Delete, "gone");
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_service is not null) await _service.DisposeAsync();
    }

    [TestCase(ColorScheme.Light, 1280), TestCase(ColorScheme.Dark, 1280), TestCase(ColorScheme.Light, 360), TestCase(ColorScheme.Dark, 360)]
    public async Task Every_view_is_accessible_and_fits_its_width(ColorScheme scheme, int width)
    {
        await using Visit visit = await Visit.OpenAsync(_service, scheme: scheme, width: width);
        await visit.SignInAsync();
        foreach ((string name, string path) in Views)
        {
            await visit.GoAsync(path);
            if (name == "live") await visit.SeesAsync("main", "Throughput");
            if (name.StartsWith("try", StringComparison.Ordinal))
            {
                await visit.PressAsync("Enter", "Predict");
                await visit.SeesAsync("main", "with the way there and back");
            }
            await visit.Page.ScreenshotAsync(new()
            {
                Path = Path.Combine(Pictures, $"{name}-{scheme.ToString().ToLowerInvariant()}-{width}.png"),
                FullPage = true,
            });

            int wide = await visit.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");

            Assert.That(wide, Is.LessThanOrEqualTo(width), name);
            if (width < 1000) continue;   // roles and colours are those of the wide one
            AxeResult found = await visit.Page.RunAxe();
            Assert.That(found.Violations.Select(v => $"{v.Id}: {string.Join(", ", v.Nodes.Select(n => n.Html).Take(3))}"), Is.Empty, name);
        }
    }

    [Test]
    public async Task A_dialog_is_accessible_and_gives_the_focus_back()
    {
        await using Visit visit = await Visit.OpenAsync(_service);
        await visit.TabToAsync("Sign in");
        await visit.Page.Keyboard.PressAsync("Enter");

        AxeResult found = await visit.Page.RunAxe();
        await visit.Page.Keyboard.PressAsync("Escape");

        Assert.That(found.Violations.Select(v => v.Id), Is.Empty);
        await visit.TabToAsync("Sign in");
    }

    [Test]
    public async Task The_keyboard_skips_the_bar()
    {
        await using Visit visit = await Visit.OpenAsync(_service);

        await visit.PressAsync("Enter", "Skip to the content");

        Assert.That(await visit.Page.EvaluateAsync<string>("() => document.activeElement.id"), Is.EqualTo("content"));
    }

    [Test]
    public async Task A_version_tells_all_that_is_in_its_file()
    {
        await using Visit visit = await Visit.OpenAsync(_service, "/models/cms.higgs/versions/2");

        string text = await visit.TextAsync();

        foreach (string expected in (string[])
            ["MET_pt > 10", "features", "FP32", "Jet_pt", "torchsharp 0.107.0", "signal.root", "holds", "Loss by epoch",
                "background kept", "890", "The whole file as configured", "Concat", "Gemm", "campaign=2024", "wider jets"])
            Assert.That(text, Does.Contain(expected));
        Assert.That(await visit.Page.Locator("figure > svg path.series").CountAsync(), Is.EqualTo(6));   // two losses, two figures, one ROC
    }

    [Test]
    public async Task The_drawing_has_each_layer_below_what_it_reads()
    {
        await using Visit visit = await Visit.OpenAsync(_service, "/models/cms.b2g.top/versions/1");

        int edges = await visit.Page.Locator(".edge").CountAsync(), boxes = await visit.Page.Locator("rect.box").CountAsync();
        bool isDownward = await visit.Page.EvaluateAsync<bool>("""
            () => [...document.querySelectorAll(".edge")].every(e => {
              const [from, to] = [e.getPointAtLength(0), e.getPointAtLength(e.getTotalLength())];
              return from.y < to.y;
            })
            """);

        Assert.That((boxes, edges, isDownward), Is.EqualTo((18, 17, true)));
    }

    [Test]
    public async Task Two_versions_are_told_apart_by_what_differs()
    {
        await using Visit visit = await Visit.OpenAsync(_service, "/compare?of=cms.higgs%3A1&of=cms.higgs%3A2");

        string text = await visit.TextAsync();

        foreach (string expected in (string[])
            ["+0.024", "first training", "wider jets", "Nothing differs.", "configuration › dataset › sources › 1 › entries", "0, 1001"])
            Assert.That(text, Does.Contain(expected));
        Assert.That(text, Does.Not.Contain("signal.root"));   // both were trained on it
    }

    [Test]
    public async Task What_cannot_be_read_of_a_version_is_not_said_to_be_the_same()
    {
        string folder = TestData.NewFolder(), blobs = Path.Combine(folder, "models", "blobs");
        await using (Service before = await Service.StartAsync(folder))
        {
            await before.UploadAsync("events", await Models.EventsAsync(0));
            await before.UploadAsync("events", await Models.EventsAsync(1));
            foreach (string file in Directory.GetFiles(blobs, "*", SearchOption.AllDirectories)) await File.WriteAllBytesAsync(file, [1]);
        }
        await using Service service = await Service.StartAsync(folder);
        await using Visit visit = await Visit.OpenAsync(service);
        visit.ExpectsRefusals = true;
        await visit.GoAsync("/compare?of=events%3A1&of=events%3A2");

        string text = await visit.TextAsync();

        string unread = text[text.IndexOf("In and out", StringComparison.Ordinal)..text.IndexOf("\nCard", StringComparison.Ordinal)];
        Assert.That(unread.Split('\n').Count(line => line.Contains("is damaged", StringComparison.Ordinal)), Is.EqualTo(2), text);
        Assert.That(unread, Does.Not.Contain("Nothing differs.").And.Not.Contain("Neither has one."));
    }

    [Test]
    public async Task However_long_the_names_the_page_is_as_wide_as_its_window_and_columns_keep_their_room()
    {
        string name = $"a.{string.Join('.', Enumerable.Repeat("namespace", 6))}.{new string('x', 60)}", word = new('w', 100);
        await _service.UploadAsync(name, await SampleRepository.HiggsAsync(5, 0.9),
            $"?tag={word[..60]}&label={word[..50]}={word[..50]}&description={word}");
        try
        {
            await using Visit visit = await Visit.OpenAsync(_service, width: 400);
            foreach (string path in (string[])["/", $"/models/{name}", $"/models/{name}/versions/1", $"/compare?of={name}:1&of=linear:1"])
            {
                await visit.GoAsync(path);
                int width = await visit.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");
                Assert.That(width, Is.LessThanOrEqualTo(400), path);
            }
            await using Visit wide = await Visit.OpenAsync(_service);
            Assert.That(await wide.Page.EvaluateAsync<bool>("""
                () => {
                  const version = [...document.querySelectorAll("th")].find(e => e.textContent === "Version");
                  return version.getBoundingClientRect().right < innerWidth;
                }
                """), "the column behind the name is seen");
        }
        finally
        {
            await _service.ChangeAsync(HttpMethod.Delete, $"{name}?now=true");
        }
    }

    [Test]
    public async Task No_two_lines_of_a_drawing_look_alike()
    {
        await using Visit visit = await Visit.OpenAsync(_service, "/compare?of=cms.higgs%3A1&of=cms.higgs%3A2");

        string[] alike = await visit.Page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll("figure")].flatMap(figure => {
              const kinds = [...figure.querySelectorAll(".legend line, .legend path")].map(e => e.getAttribute("class"));
              return kinds.length < 2 || new Set(kinds).size < kinds.length ? [`${figure.textContent}: ${kinds}`] : [];
            })
            """);

        Assert.That(alike, Is.Empty);
    }
}
