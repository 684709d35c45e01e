using Hep.Testing;

namespace Hep.Tool.Tests.Serving;

/// <summary>The runtime's settings of <c>hep serve</c>, as the process itself has them (proc(5)).</summary>
[Platform("Linux")]
public sealed class ServiceRuntimeTests
{
    private const string Profiles = "DOTNET_TieredPGO";

    [Test]
    public async Task A_service_runs_with_profiles_under_the_number_and_the_arguments_it_was_started_with()
    {
        (string[] arguments, string[] environment) = await StartAsync([("HEP_OWN", "as it was")], "--models", "models of a füll name");

        Assert.That(arguments[^6..^1],
            Is.EqualTo(new[] { "serve", "--models", "models of a füll name", "--urls", "http://127.0.0.1:0" }));
        Assert.That(environment, Has.One.EqualTo($"{Profiles}=1").And.One.EqualTo("HEP_OWN=as it was"));
    }

    [Test]
    public async Task Who_sets_profiles_has_it_so()
    {
        (_, string[] environment) = await StartAsync([(Profiles, "0")], "--models", "models");

        Assert.That(environment.Where(v => v.StartsWith(Profiles, StringComparison.Ordinal)), Is.EqualTo(new[] { $"{Profiles}=0" }));
        Assert.That(environment, Has.None.StartsWith("DOTNET_TC_QuickJitForLoops"));
    }

    /// <summary>Starts a service, and reads what the process says of itself as soon as it serves.</summary>
    private static async Task<(string[] Arguments, string[] Environment)> StartAsync(
        (string Name, string Value)[] variables, params string[] arguments)
    {
        string folder = TestData.NewFolder();
        using ToolProcess service = ToolProcess.Start(folder, [("HEP_TOKEN_FILE", Path.Combine(folder, "token")), .. variables],
            ["serve", .. arguments, "--urls", "http://127.0.0.1:0"]);
        Assert.That(await service.ReadLineAsync(), Does.StartWith("hep serves on "));
        string[] given = (await File.ReadAllTextAsync($"/proc/{service.Id}/cmdline")).Split('\0');
        string[] environment = (await File.ReadAllTextAsync($"/proc/{service.Id}/environ")).Split('\0');
        service.Kill();
        return (given, environment);
    }
}
