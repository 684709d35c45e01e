using Hep.Inference.Testing;
using Microsoft.Playwright;

namespace Hep.Inference.Page.Tests;

/// <summary>
/// One tab on the page of a service, driven by the keyboard alone. At the end nothing was asked of another host, and nothing was
/// complained of in the console.
/// </summary>
internal sealed class Visit : IAsyncDisposable
{
    private const int MostTabs = 150;

    /// <summary>The page says itself what it shows, and marks what is on its way.</summary>
    private const string Settled =
        "document.querySelector('main h1') && document.querySelector('main').dataset.address === location.hash "
            + "&& !document.querySelector('[aria-busy]')";

    private readonly Service _service;
    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [], _foreign = [];

    private Visit(Service service, IBrowserContext context, IPage page)
    {
        _service = service;
        _context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            bool isExpected = ExpectsRefusals && message.Text.StartsWith("Failed to load", StringComparison.Ordinal);
            if (message.Type is "error" or "warning" && !isExpected) _complaints.Add($"{message.Text} {message.Location}");
        };
        page.PageError += (_, error) => _complaints.Add(error);
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url) is { Scheme: not ("blob" or "data") } url && url.Authority != service.Address.Authority)
                _foreign.Add(request.Url);
        };
    }

    public IPage Page { get; }

    /// <summary>Whether the service is to refuse something, which a browser complains of.</summary>
    public bool ExpectsRefusals { get; set; }

    public static async Task<Visit> OpenAsync(Service service, string path = "/", ColorScheme scheme = ColorScheme.Light, int width = 1280)
    {
        IBrowser browser = await Chromium.StartAsync();
        IBrowserContext context = await browser.NewContextAsync(new()
        {
            BaseURL = service.Address.ToString(),
            ColorScheme = scheme,
            ViewportSize = new() { Width = width, Height = 900 },
            Permissions = ["clipboard-read", "clipboard-write"],
        });
        Visit visit = new(service, context, await context.NewPageAsync());
        await visit.Page.GotoAsync("/");
        await visit.SettleAsync();
        if (path != "/") await visit.GoAsync(path);
        return visit;
    }

    /// <summary>To another view, as if its address was typed in.</summary>
    public async Task GoAsync(string path)
    {
        await Page.EvaluateAsync("path => { location.hash = path; }", path);
        await SettleAsync();
    }

    /// <summary>Waits until what the address says is shown, and nothing of it is on its way any more.</summary>
    public Task SettleAsync() => Page.WaitForFunctionAsync($"() => {Settled}");

    public async Task SignInAsync()
    {
        await PressAsync("Enter", "Sign in");
        await TypeAsync(_service.Token);
        await SeesAsync("#caller", "Sign out");
        await Page.Locator("#caller button:focus").WaitForAsync();   // the page's last step
    }

    /// <summary>Types into what has the focus, and presses Enter.</summary>
    public async Task TypeAsync(string text)
    {
        await Page.Keyboard.TypeAsync(text);
        await Page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Goes to what is called so by Tab, and presses a key there; what is still drawn anew would lose the key.</summary>
    public async Task PressAsync(string key, string name)
    {
        await TabToAsync(name);
        await Page.Keyboard.PressAsync(key);
    }

    public async Task TabToAsync(string name)
    {
        await SettleAsync();
        HashSet<string> met = [];
        for (int i = 0; i < MostTabs; i++)
        {
            string focused = await Page.EvaluateAsync<string>("""
                () => {
                  const e = document.activeElement;
                  return (e?.getAttribute("aria-label") ?? e?.labels?.[0]?.textContent ?? e?.textContent ?? "").trim().slice(0, 80);
                }
                """);
            if (focused == name) return;
            met.Add(focused);
            await Page.Keyboard.PressAsync("Tab");
        }
        Assert.Fail($"Tab never comes to '{name}', but to: {string.Join(" | ", met)}");
    }

    /// <summary>Waits until a part of the page has a text, and the page has settled with it.</summary>
    public async Task SeesAsync(string selector, string text)
    {
        try
        {
            await Page.WaitForFunctionAsync($$"""
                ([selector, text]) => {{Settled}} && [...document.querySelectorAll(selector)].some(e =>
                  e.checkVisibility() && e.textContent.replaceAll(/\s+/g, " ").includes(text))
                """, new[] { selector, text });
        }
        catch (TimeoutException)
        {
            Assert.Fail($"'{text}' is not in {selector}: {await Page.Locator("body").InnerTextAsync()}");
        }
    }

    public Task<string> TextAsync(string selector = "main") => Page.Locator(selector).First.InnerTextAsync();

    public async ValueTask DisposeAsync()
    {
        await _context.CloseAsync();
        Assert.That(_foreign, Is.Empty, "requests to other hosts");
        Assert.That(_complaints, Is.Empty, "complaints in the console");
    }
}
