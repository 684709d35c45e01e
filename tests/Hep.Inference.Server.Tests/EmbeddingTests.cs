using System.Net;
using System.Net.Http.Headers;
using Hep.Testing;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hep.Inference.Server.Tests;

/// <summary>The service in an application that has paths and rules of its own.</summary>
public sealed class EmbeddingTests
{
    [Test]
    public async Task The_page_is_sent_where_its_parts_are_found_from(
        [Values("/ml", "/ml/ui/")] string path, [Values("path base", "group", "both")] string below)
    {
        string where = path == "/ml" ? below == "both" ? "/ml/of/" : "/ml/" : "../ui";
        if (below == "both") path = path.Replace("/ml", "/ml/of", StringComparison.Ordinal);
        await using WebApplication application = await StartAsync(app =>
        {
            if (below != "group") app.UsePathBase("/ml");
            app.UseRouting();
            app.MapGroup(below switch { "path base" => "", "group" => "/ml", _ => "/of" }).MapHepInference();
        });
        using HttpClient http = ClientOf(application);
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));

        using HttpResponseMessage answer = await http.SendAsync(request);

        Assert.That((answer.StatusCode, answer.Headers.Location?.OriginalString), Is.EqualTo((HttpStatusCode.Redirect, where)));
        Uri page = new(new Uri(http.BaseAddress!, path), where), part = new(page, "ui/app.js");   // as a browser finds them
        Assert.That(await http.GetStringAsync(part), Does.Contain("import"));
    }

    [Test]
    public async Task Beside_an_application_that_wants_everybody_known_the_service_goes_by_its_own_rules_where_it_is_told_so()
    {
        await using WebApplication application = await StartAsync(app =>
        {
            app.UseAuthentication();
            app.UseAuthorization();
            app.MapGroup("").AllowAnonymous().MapHepInference();
            app.MapGet("/own", () => "known");
        }, services =>
        {
            services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
            services.AddAuthorization(o => o.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        });
        using HttpClient http = ClientOf(application);

        using HttpResponseMessage own = await http.GetAsync("/own"), models = await http.GetAsync("/v2/models"),
            change = await http.DeleteAsync("/v2/repository/models/any");

        Assert.That((own.StatusCode, models.StatusCode, change.StatusCode),
            Is.EqualTo((HttpStatusCode.Redirect, HttpStatusCode.OK, HttpStatusCode.Unauthorized)));   // to the application's login
    }

    private static async Task<WebApplication> StartAsync(Action<WebApplication> map, Action<IServiceCollection>? add = null)
    {
        string folder = TestData.NewFolder();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        add?.Invoke(builder.Services);
        builder.Services.AddHepInference(new InferenceServerOptions
        {
            ModelsFolder = Path.Combine(folder, "models"),
            TokenFile = Path.Combine(folder, "token"),
        });
        WebApplication application = builder.Build();
        map(application);
        await application.StartAsync();
        return application;
    }

    private static HttpClient ClientOf(WebApplication application) =>
        new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(application.Urls.First()) };
}
