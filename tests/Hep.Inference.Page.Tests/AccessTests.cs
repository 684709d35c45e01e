using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Hep.Inference.Server;
using Hep.Inference.Testing;

namespace Hep.Inference.Page.Tests;

/// <summary>Who gets the page, and what it offers to whom. Without a browser but for the last.</summary>
public sealed partial class AccessTests
{
    [TestCase("*/*"), TestCase(""), TestCase("application/json"), TestCase("text/html;q=0")]
    public async Task Clients_that_are_no_browsers_get_what_they_always_got(string accept)
    {
        await using Service service = await Service.StartAsync();
        (HttpStatusCode status, string body, _) = await GetAsync(service, "/", accept);

        Assert.That((status, body), Is.EqualTo((HttpStatusCode.NotFound,
            """{"error":"There is nothing at this path: GET /v2 tells what the service is, GET /v2/models what it serves."}""")));
    }

    [Test]
    public async Task Every_part_that_the_page_names_is_there_with_its_type_and_a_tag()
    {
        await using Service service = await Service.StartAsync();
        (_, string page, HttpResponseMessage answer) = await GetAsync(service, "/", "text/html,*/*;q=0.8");
        Queue<string> open = new(Local().Matches(page).Select(m => $"/{m.Groups[1].Value}")
            .Where(p => p.StartsWith("/ui/", StringComparison.Ordinal)));
        HashSet<string> seen = [.. open];
        Assert.That(answer.Headers.GetValues("Content-Security-Policy").Single(),
            Does.StartWith("default-src 'self';").And.Not.Contain("unsafe"));

        while (open.TryDequeue(out string? path))
        {
            (HttpStatusCode status, string text, HttpResponseMessage part) = await GetAsync(service, path, "*/*");
            Assert.That(status, Is.EqualTo(HttpStatusCode.OK), path);
            Assert.That(part.Content.Headers.ContentType!.MediaType, Is.EqualTo(Path.GetExtension(path) switch
            {
                ".js" => "text/javascript", ".css" => "text/css", ".svg" => "image/svg+xml", _ => "",
            }));
            using HttpRequestMessage again = new(HttpMethod.Get, path);
            again.Headers.IfNoneMatch.Add(part.Headers.ETag!);
            using HttpResponseMessage same = await service.Http.SendAsync(again);
            Assert.That(same.StatusCode, Is.EqualTo(HttpStatusCode.NotModified), path);
            foreach (Match import in Import().Matches(text))
            {
                string next = new Uri(new Uri(service.Address, path), import.Groups[1].Value).AbsolutePath;
                if (seen.Add(next)) open.Enqueue(next);
            }
        }
        Assert.That(seen, Has.Count.GreaterThan(25));
    }

    [Test]
    public async Task The_page_is_there_for_those_who_may_nothing_and_tells_them_nothing()
    {
        await using Service service = await Service.StartAsync(change: o => o with { AnonymousOnLoopback = [] });

        (HttpStatusCode page, _, _) = await GetAsync(service, "/", "text/html");
        (HttpStatusCode other, _, _) = await GetAsync(service, "/", "*/*");
        (HttpStatusCode who, string body, _) = await GetAsync(service, "/v2/whoami", "*/*");

        Assert.That((page, other, who), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.OK)));
        Assert.That(body, Is.EqualTo("""{"name":"anonymous","anonymous":true,"roles":[]}"""));
    }

    [Test]
    public async Task The_service_says_who_asks_and_what_they_may()
    {
        await using Service service = await Service.StartAsync();
        using HttpClient client = await service.ClientOfAsync("ci", "predict", "upload:cms");

        Assert.That(await client.GetStringAsync("/v2/whoami"),
            Is.EqualTo("""{"name":"ci","anonymous":false,"roles":["predict","upload:cms"]}"""));
    }

    [Test]
    public async Task Actions_are_offered_to_those_who_may_do_them()
    {
        await using Service service = await SampleRepository.StartAsync();
        string token = await ApiTokenFile.AddAsync(service.TokensFile, "convener",
            [AccessGrant.Parse("read"), AccessGrant.Parse("admin:cms")]);
        await using Visit visit = await Visit.OpenAsync(service, "/models/cms.higgs");
        string before = await visit.TextAsync();

        await visit.PressAsync("Enter", "Sign in");
        await visit.TypeAsync(token);
        await visit.SeesAsync("#caller", "convener");
        string own = await visit.TextAsync();
        await visit.GoAsync("/models/linear");
        string foreign = await visit.TextAsync();

        Assert.That((before.Contains("Promote…", StringComparison.Ordinal), own.Contains("Promote…", StringComparison.Ordinal),
            foreign.Contains("Promote…", StringComparison.Ordinal)), Is.EqualTo((false, true, false)));
        Assert.That(await visit.Page.EvaluateAsync<int>("() => localStorage.length + document.cookie.length"), Is.Zero);
    }

    [Test]
    public async Task A_wrong_token_is_told_and_not_kept()
    {
        await using Service service = await Service.StartAsync();
        await using Visit visit = await Visit.OpenAsync(service);
        visit.ExpectsRefusals = true;

        await visit.PressAsync("Enter", "Sign in");
        await visit.TypeAsync("nonsense");

        await visit.SeesAsync("dialog [role=alert]", "The token is none of this service");
        Assert.That(await visit.Page.EvaluateAsync<int>("() => sessionStorage.length"), Is.Zero);
    }

    private static async Task<(HttpStatusCode Status, string Body, HttpResponseMessage Answer)> GetAsync(
        Service service, string path, string accept)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        if (accept.Length > 0) request.Headers.Accept.ParseAdd(accept);
        HttpResponseMessage answer = await service.Http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer);
    }

    [GeneratedRegex("(?:href|src)=\"([^\"#]+)\"")]
    private static partial Regex Local();

    [GeneratedRegex("from \"([^\"]+)\"")]
    private static partial Regex Import();
}
