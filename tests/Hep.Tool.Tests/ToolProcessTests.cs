using Hep.Testing;

namespace Hep.Tool.Tests;

public sealed class ToolProcessTests
{
    [TestCase(0, "--version")]
    [TestCase(1, "ls", "nowhere.root")]
    [TestCase(2, "ls")]
    public async Task Exit_codes_reach_the_shell(int expected, params string[] arguments)
    {
        using ToolProcess hep = ToolProcess.Start(TestData.NewFolder(), arguments);

        (int code, _, string error) = await hep.WaitAsync();

        Assert.That(code, Is.EqualTo(expected), error);
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "signals are Unix's")]
    public async Task A_service_that_is_interrupted_ends_with_0()
    {
        string folder = TestData.NewFolder();
        await File.WriteAllTextAsync(Path.Combine(folder, "serve.json"),
            """{ "models": "models", "token_file": "token", "urls": ["http://127.0.0.1:0"] }""");
        using ToolProcess hep = ToolProcess.Start(folder, "serve", "--config", "serve.json");
        string? address = await hep.ReadLineAsync();
        string? models = await hep.ReadLineAsync();
        string? token = await hep.ReadLineAsync();
        string? grpc = await hep.ReadLineAsync();

        await hep.InterruptAsync();
        (int code, _, string error) = await hep.WaitAsync();

        Assert.That(code, Is.Zero, error);
        Assert.That(address, Does.Match(@"^hep serves on http://127\.0\.0\.1:\d+$"));
        Assert.That(models, Is.EqualTo("models in " + Path.Combine(folder, "models")));
        Assert.That(token, Does.Contain(Path.Combine(folder, "token")));
        Assert.That(grpc, Does.Match(@"^gRPC on http://127\.0\.0\.1:\d+$"));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "signals are Unix's")]
    public async Task A_demonstration_that_keeps_serving_ends_with_0_and_leaves_its_results_alone()
    {
        string folder = TestData.NewFolder();
        using ToolProcess hep = ToolProcess.Start(folder, "demo", "--dir", "d", "--keep-serving");
        string? line;
        do line = await hep.ReadLineAsync();
        while (line is not null && !line.StartsWith("serving on ", StringComparison.Ordinal));

        await hep.InterruptAsync();
        (int code, _, string error) = await hep.WaitAsync();

        if (error.Contains("cannot be used here", StringComparison.Ordinal)) Assert.Ignore(error);
        Assert.That((code, error), Is.EqualTo((0, "")));
        Assert.That(Directory.GetFileSystemEntries(Path.Combine(folder, "d")).Select(Path.GetFileName), Is.EquivalentTo(
            new[] { "model.onnx", "model.history.json", "models", "report.html", "statistics.json", "token" }));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "signals are Unix's")]
    public async Task Work_that_is_interrupted_ends_with_130_and_leaves_nothing()
    {
        string folder = TestData.NewFolder();
        using ToolProcess hep = ToolProcess.Start(folder, "demo", "--dir", "d");
        await hep.ReadLineAsync();

        await hep.InterruptAsync();
        (int code, _, string error) = await hep.WaitAsync();

        Assert.That((code, error), Is.EqualTo((130, "")));
        Assert.That(Directory.GetFiles(folder, "*.hep-part", SearchOption.AllDirectories), Is.Empty);
    }
}
