using System.Net;
using System.Net.Http.Headers;
using Hep.Inference.Server.Routing;
using Hep.Inference.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Hep.Inference.Server.Tests.Security;

public sealed class RouteAccessTests
{
    [Test]
    public async Task Every_route_that_changes_something_or_tells_who_did_wants_a_token_and_every_route_the_right_one()
    {
        await using Service service = await Service.StartAsync();
        foreach (Route route in service.Services.GetRequiredService<RouteTable>().Routes)
        {
            HttpStatusCode without = await SendAsync(service, route, token: null);
            HttpStatusCode wrong = await SendAsync(service, route, "wrong");
            HttpStatusCode right = await SendAsync(service, route, service.Token);

            bool isGuarded = route.Role >= AccessRole.Upload;
            Assert.That(without == HttpStatusCode.Unauthorized, Is.EqualTo(isGuarded), route.ToString());
            Assert.That(wrong, Is.EqualTo(HttpStatusCode.Unauthorized), route.ToString());
            Assert.That(right,
                Is.Not.EqualTo(HttpStatusCode.Unauthorized).And.Not.EqualTo(HttpStatusCode.InternalServerError), route.ToString());
        }
    }

    [Test]
    public async Task Only_reading_and_predicting_are_open()
    {
        await using Service service = await Service.StartAsync();

        IEnumerable<string> guarded = service.Services.GetRequiredService<RouteTable>().Routes.Where(r => r.Role >= AccessRole.Upload)
            .Select(r => $"{r.Method} {r.Pattern}");

        Assert.That(guarded, Is.EquivalentTo(new[]
        {
            "POST /v2/repository/models/{name}/versions", "DELETE /v2/repository/models/{name}",
            "DELETE /v2/repository/models/{name}/versions/{version}", "PATCH /v2/repository/models/{name}",
            "PATCH /v2/repository/models/{name}/versions/{version}", "POST /v2/repository/models/{name}/rollback",
            "POST /v2/repository/models/{name}/undelete", "POST /v2/repository/models/{name}/versions/{version}/undelete",
            "GET /v2/repository/models/{name}/history", "GET /v2/repository/history", "GET /v2/repository/deleted",
            "POST /v2/repository/models/{name}/load", "POST /v2/repository/models/{name}/unload",
            "POST /upload", "DELETE /delete", "DELETE /delete/{name}",
        }));
    }

    [Test]
    public async Task The_token_is_kept_for_its_user_alone()
    {
        await using Service service = await Service.StartAsync();

        Assert.That(AccessTokenFile.TryRead(service.Options.TokenFile, out string? token), Is.True);
        Assert.That(token, Has.Length.EqualTo(43));
        if (!OperatingSystem.IsWindows())
            Assert.That(File.GetUnixFileMode(service.Options.TokenFile!), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public async Task A_token_that_others_may_read_is_not_used()
    {
        if (OperatingSystem.IsWindows()) Assert.Ignore("File modes are of Unix.");
        await using Service service = await Service.StartAsync();
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(service.Options.TokenFile!, UnixFileMode.UserRead | UnixFileMode.OtherRead);

        IOException refusal = Assert.Throws<IOException>(() => AccessTokenFile.ReadOrCreate(service.Options.TokenFile))!;

        Assert.That(refusal.Message, Does.Contain("chmod 600").And.Not.Contain(service.Token));
    }

    private static async Task<HttpStatusCode> SendAsync(Service service, Route route, string? token)
    {
        string path = route.Pattern.Replace("{name}", "nosuch", StringComparison.Ordinal)
            .Replace("{version}", "1", StringComparison.Ordinal);
        using HttpRequestMessage request = new(new HttpMethod(route.Method), path);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using HttpResponseMessage answer = await service.Http.SendAsync(request);
        string body = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode) Assert.That(body, Does.StartWith("{\"error\":"), route.ToString());
        return answer.StatusCode;
    }
}
