using Hep.Inference.Server;
using Hep.Testing;

namespace Hep.Tool.Tests.Commands;

public sealed class TokenVerbTests
{
    [Test]
    public async Task A_token_is_shown_once_listed_without_it_and_revoked()
    {
        string folder = TestData.NewFolder();

        ToolRun made = (await ToolRun.OfAsync("token add ci --role upload:cms --role read --days 30 --models models", folder)).Succeeded();
        ToolRun list = (await ToolRun.OfAsync("token list --models models", folder)).Succeeded();
        ToolRun json = (await ToolRun.OfAsync("token list --json --models models", folder)).Succeeded();
        ToolRun gone = (await ToolRun.OfAsync("token revoke ci --models models", folder)).Succeeded();

        string token = made.Lines.Single();
        Assert.That(token, Does.StartWith("hep_"));
        Assert.That(made.Error, Does.Contain("shown once").And.Not.Contain(token));
        Assert.That(list.Output, Does.Contain("ci").And.Contain("upload:cms, read").And.Not.Contain(token));
        Assert.That(json.Output, Does.Contain("\"roles\":[\"upload:cms\",\"read\"]").And.Not.Contain(token));
        Assert.That(gone.Output.Trim(), Is.EqualTo("ci revoked"));
        Assert.That(ApiTokenFile.Read(Path.Combine(folder, "models", ApiTokenFile.FileName)), Is.Empty);
    }

    [TestCase("token add ci --models m", 2, "--role")]
    [TestCase("token add ci --role write --models m", 2, "read, predict, upload, admin")]
    [TestCase("token add ../ci --role read --models m", 1, "A token's name")]
    [TestCase("token revoke nobody --models m", 1, "no token of that name")]
    [TestCase("token forget ci --models m", 2, "add NAME, list, or revoke NAME")]
    public async Task What_cannot_be_meant_is_told(string line, int code, string message)
    {
        ToolRun run = await ToolRun.OfAsync(line, TestData.NewFolder());

        Assert.That((run.ExitCode, run.Error), Is.EqualTo((code, run.Error)), run.Error);
        Assert.That(run.Error, Does.Contain(message));
    }
}
