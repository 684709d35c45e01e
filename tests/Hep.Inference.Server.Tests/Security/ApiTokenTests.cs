using System.Diagnostics;
using System.Net;
using Hep.Inference.Testing;
using Hep.Testing;

namespace Hep.Inference.Server.Tests.Security;

public sealed class ApiTokenTests
{
    private static readonly string[] Refused = ["", "read:", "write", "read:..", "read:a..b", "read:cms/b2g", "READ", "read:cms "];

    private string _path = null!;

    [SetUp]
    public void ChooseFile() => _path = Path.Combine(TestData.NewFolder(), "tokens.json");

    [Test]
    public async Task Of_a_token_its_hash_alone_is_kept_for_its_user_alone()
    {
        string token = await ApiTokenFile.AddAsync(_path, "ci", [AccessGrant.Parse("upload:cms"), AccessGrant.Parse("read")]);

        string text = await File.ReadAllTextAsync(_path);
        Assert.That(token, Does.Match("^hep_[A-Za-z0-9_-]{43}$"));
        Assert.That(text, Does.Not.Contain(token).And.Not.Contain(token[4..]));
        Assert.That(ApiTokenFile.Read(_path).Single().Grants.Select(g => g.ToString()), Is.EqualTo(new[] { "upload:cms", "read" }));
        if (!OperatingSystem.IsWindows())
            Assert.That(File.GetUnixFileMode(_path), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public async Task Tokens_made_at_once_are_all_there()
    {
        await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(i => Task.Run(() => ApiTokenFile.AddAsync(_path, $"t{i}", [AccessGrant.Parse("read")]))));

        Assert.That(ApiTokenFile.Read(_path), Has.Count.EqualTo(8));
    }

    [Test]
    public async Task Names_are_of_one_form_and_taken_once()
    {
        await ApiTokenFile.AddAsync(_path, "ci", [AccessGrant.Parse("read")]);

        Assert.That(FailureOf("ci"), Is.EqualTo(InferenceFailure.Conflict));
        foreach (string name in new[] { "", "../ci", "a b", "token", "anonymous", "service", "a\n" })
            Assert.That(FailureOf(name), Is.EqualTo(InferenceFailure.InvalidRequest), name);
        Assert.That(Assert.ThrowsAsync<InferenceException>(() => ApiTokenFile.RevokeAsync(_path, "cj"))!.Message,
            Does.Contain("Nearest: ci"));
    }

    [Test]
    public void Grants_that_are_none_are_not_written()
    {
        AccessGrant?[] wrongs = [null, new((AccessRole)9), new(AccessRole.Read, "a b"), new(AccessRole.Read, null!)];
        foreach (AccessGrant? wrong in wrongs)
            Assert.That(Assert.ThrowsAsync<InferenceException>(() => ApiTokenFile.AddAsync(_path, "ci", [wrong!]))!.Failure,
                Is.EqualTo(InferenceFailure.InvalidRequest));
        Assert.That(File.Exists(_path), Is.False);
    }

    [Test]
    public async Task A_file_of_another_user_is_left_alone()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess) Assert.Ignore("Only root can give files away.");
        await ApiTokenFile.AddAsync(_path, "ci", [AccessGrant.Parse("read")]);
        string folder = Path.GetDirectoryName(_path)!, unmade = Path.Combine(folder, "other.json");
        await GiveAwayAsync(_path);
        await GiveAwayAsync(folder);

        foreach (string path in new[] { _path, unmade })
            Assert.That(Assert.ThrowsAsync<IOException>(() => ApiTokenFile.AddAsync(path, "cj", [AccessGrant.Parse("read")]))!.Message,
                Does.Contain("as the user of the service"));
        Assert.That((ApiTokenFile.Read(_path).Single().Name, File.Exists(unmade)), Is.EqualTo(("ci", false)));

        static async Task GiveAwayAsync(string path)
        {
            using Process chown = Process.Start("chown", ["65534", path]);
            await chown.WaitForExitAsync();
        }
    }

    [Test]
    public async Task A_file_behind_a_link_is_seen_to_change_and_the_link_stays()
    {
        if (OperatingSystem.IsWindows()) Assert.Ignore("Links want rights there.");
        SteppedTime time = new();
        await ApiTokenFile.AddAsync(_path, "first", [AccessGrant.Parse("read")]);
        string link = Path.Combine(TestData.NewFolder(), "link.json");
        File.CreateSymbolicLink(link, _path);
        await using Service service = await Service.StartAsync(time: time, change: o => o with { ApiTokens = link });
        using HttpClient reader = await service.ClientOfAsync("reader", "read");

        time.Step(TimeSpan.FromSeconds(2));
        Assert.That(await StatusAsync(reader), Is.EqualTo(HttpStatusCode.OK));
        await ApiTokenFile.RevokeAsync(_path, "reader");
        time.Step(TimeSpan.FromSeconds(2));
        Assert.That(await StatusAsync(reader), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(new FileInfo(link).LinkTarget, Is.EqualTo(_path));
    }

    [Test]
    public void Only_roles_perhaps_with_a_namespace_are_grants()
    {
        foreach (string text in Refused) Assert.Throws<FormatException>(() => AccessGrant.Parse(text), text);
        Assert.That(AccessGrant.Parse("admin:cms.b2g"), Is.EqualTo(new AccessGrant(AccessRole.Administer, "cms.b2g")));
    }

    [Test]
    public async Task Tokens_that_others_may_write_and_damaged_ones_are_not_taken()
    {
        await ApiTokenFile.AddAsync(_path, "ci", [AccessGrant.Parse("read")]);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupWrite);
            Assert.That(Assert.Throws<IOException>(() => ApiTokenFile.Read(_path))!.Message, Does.Contain("chmod 600"));
            File.SetUnixFileMode(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        string[] texts = ["", "[", "[null]", "{}", """[{"name":"a"}]""", """[{"name":"a","sha256":"x","grants":["read"]}]"""];
        foreach (string damaged in texts)
        {
            await File.WriteAllTextAsync(_path, damaged);
            Assert.Throws<IOException>(() => ApiTokenFile.Read(_path), damaged);
        }
    }

    [Test]
    public async Task A_token_works_while_the_service_runs_until_it_is_revoked_or_expires()
    {
        SteppedTime time = new();
        await using Service service = await Service.StartAsync(time: time);
        using HttpClient reader = await service.ClientOfAsync("reader", "read");
        string late = await ApiTokenFile.AddAsync(service.TokensFile, "late", [AccessGrant.Parse("read")], time.GetUtcNow().AddMinutes(1));
        using HttpClient lateReader = service.ClientWith(late);

        time.Step(TimeSpan.FromSeconds(2));
        Assert.That(await StatusAsync(reader), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await StatusAsync(lateReader), Is.EqualTo(HttpStatusCode.OK));
        await ApiTokenFile.RevokeAsync(service.TokensFile, "reader");
        time.Step(TimeSpan.FromMinutes(2));
        Assert.That(await StatusAsync(reader), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await StatusAsync(lateReader), Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task A_file_of_tokens_that_breaks_lets_nobody_in_but_the_service_s_user()
    {
        SteppedTime time = new();
        await using Service service = await Service.StartAsync(time: time);
        using HttpClient reader = await service.ClientOfAsync("reader", "read");
        time.Step(TimeSpan.FromSeconds(2));
        Assert.That(await StatusAsync(reader), Is.EqualTo(HttpStatusCode.OK));

        await File.WriteAllTextAsync(service.TokensFile, "no tokens");
        time.Step(TimeSpan.FromSeconds(2));

        Assert.That(await StatusAsync(reader), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await StatusAsync(service.Administrator), Is.EqualTo(HttpStatusCode.OK));
    }

    private InferenceFailure FailureOf(string name) =>
        Assert.ThrowsAsync<InferenceException>(() => ApiTokenFile.AddAsync(_path, name, [AccessGrant.Parse("read")]))!.Failure;

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client)
    {
        using HttpResponseMessage answer = await client.GetAsync(new Uri("/v2/models", UriKind.Relative));
        return answer.StatusCode;
    }
}
