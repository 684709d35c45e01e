using Microsoft.Playwright;

namespace Hep.Inference.Page.Tests;

/// <summary>The installed browser, which is started once; tests are skipped where there is none.</summary>
[SetUpFixture]
public sealed class Chromium
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "chrome"];

    private static IPlaywright? s_playwright;
    private static IBrowser? s_browser;

    [OneTimeTearDown]
    public static async Task StopAsync()
    {
        if (s_browser is not null) await s_browser.CloseAsync();
        s_playwright?.Dispose();
    }

    internal static async Task<IBrowser> StartAsync()
    {
        if (s_browser is not null) return s_browser;
        if (Find() is not { } path) Assert.Ignore("The page is tested in Chromium, which is not on the PATH (HEP_CHROMIUM names one).");
        else
        {
            s_playwright = await Playwright.CreateAsync();
            s_browser = await s_playwright.Chromium.LaunchAsync(new()
            {
                ExecutablePath = path,
                Args = Environment.UserName == "root" ? ["--no-sandbox"] : [],
            });
        }
        return s_browser!;
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("HEP_CHROMIUM") is { Length: > 0 } named) return named;
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return (from name in Names from folder in folders select Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }
}
