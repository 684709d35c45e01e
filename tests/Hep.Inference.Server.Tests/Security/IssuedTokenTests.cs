using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Hep.Inference.Testing;
using Hep.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Hep.Inference.Server.Tests.Security;

/// <summary>Tokens that others issue: whose are believed, for what, and how long.</summary>
public sealed class IssuedTokenTests
{
    private const string Issuer = "https://cms-auth.example/", Audience = "https://models.example";

    private static readonly DateTimeOffset Now = new SteppedTime().GetUtcNow();

    private RSA _key = null!, _otherKey = null!;
    private ECDsa _curve = null!;
    private Service _service = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _key = RSA.Create(2048);
        _otherKey = RSA.Create(2048);
        _curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string keys = Path.Combine(TestData.NewFolder(), "keys.json");
        await File.WriteAllTextAsync(keys, KeySet());
        _service = await Service.StartAsync(time: new SteppedTime(), change: o => o with
        {
            AnonymousOnLoopback = [],
            TokenIssuers =
            [
                new TokenIssuer
                {
                    Issuer = Issuer,
                    Audiences = ["other", Audience],
                    KeysFile = keys,
                    Namespace = "cms",
                    Groups = new Dictionary<string, IReadOnlyList<AccessGrant>> { ["/cms/readers"] = [AccessGrant.Parse("read:atlas")] },
                },
            ],
        });
        await _service.UploadAsync("cms.b2g.a", Models.Linear(0));
        await _service.UploadAsync("atlas.a", Models.Linear(0));
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _service.DisposeAsync();
        _key.Dispose();
        _otherKey.Dispose();
        _curve.Dispose();
    }

    [Test]
    public async Task A_scope_opens_its_path_below_the_issuer_s_namespace_and_a_group_what_the_configuration_says()
    {
        string token = Make(new() { ["scope"] = "openid storage.read:/b2g offline_access" });

        Assert.That(await GetAsync(token, "cms.b2g.a"), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await GetAsync(token, "cms.other"), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await GetAsync(token, "atlas.a"), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await GetAsync(Make(new() { ["scope"] = "storage.read:/" }), "cms.b2g.a"), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await GetAsync(Make(new() { ["wlcg.groups"] = new[] { "/cms", "/cms/readers" } }), "atlas.a"),
            Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await GetAsync(Make(new() { ["scope"] = "storage.read:/b2g" }, Curve), "cms.b2g.a"), Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("storage.read")]
    [TestCase("storage.read:b2g")]
    [TestCase("storage.read:/b2g/../..")]
    [TestCase("storage.read:/b2g.x")]
    [TestCase("storage.readx:/")]
    [TestCase("compute.read")]
    [TestCase("hep.admin:")]
    [TestCase("hep.write:/")]
    [TestCase("STORAGE.READ:/")]
    [TestCase("")]
    public async Task Scopes_of_others_and_broken_ones_open_nothing(string scope) =>
        Assert.That(await GetAsync(Make(new() { ["scope"] = scope }), "cms.b2g.a"), Is.EqualTo(HttpStatusCode.Forbidden));

    [TestCase("storage.read:/", 403)]
    [TestCase("storage.create:/b2g", 400)]
    [TestCase("storage.create:/other", 403)]
    [TestCase("hep.upload", 400)]
    public async Task Uploads_want_the_scope_of_creating(string scope, int status)
    {
        using HttpClient client = _service.ClientWith(Make(new() { ["scope"] = scope }));
        using HttpResponseMessage answer =
            await client.PostAsync("/v2/repository/models/cms.b2g.new/versions", new ByteArrayContent([1]));

        Assert.That((int)answer.StatusCode, Is.EqualTo(status), await answer.Content.ReadAsStringAsync());
    }

    [Test]
    public async Task A_change_is_told_under_the_subject_and_its_issuer()
    {
        using HttpClient client = _service.ClientWith(Make(new() { ["scope"] = "storage.modify:/", ["sub"] = "jane\ndoe" }));
        using HttpResponseMessage answer =
            await client.PostAsync("/v2/repository/models/cms.told/versions", new ByteArrayContent(Models.Linear(0)));

        Assert.That(ModelVersion.FromJson(await answer.Content.ReadAsStringAsync()).CreatedBy, Is.EqualTo("jane?doe@cms-auth.example"));
    }

    private static IEnumerable<string> Forgeries() =>
    [
        "no signature", "alg none", "alg None", "key confusion, PEM", "key confusion, DER", "key confusion, modulus", "another key",
        "another key in its header", "a changed payload", "expired", "expired beyond the skew", "not yet good", "no expiry",
        "a far expiry that overflows",
        "another audience", "no audience", "another issuer", "issuer without its slash", "no issuer", "no JSON", "three dots of nothing",
        "too long",
        "lifetimes that are texts", "an encrypted one",
    ];

    [TestCaseSource(nameof(Forgeries))]
    public async Task A_forged_or_stale_token_is_refused_and_the_refusal_tells_nothing_of_it(string kind)
    {
        string token = Forge(kind);
        using HttpClient client = new() { BaseAddress = _service.Address };
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using HttpResponseMessage answer = await client.GetAsync(new Uri("/v2/models/cms.b2g.a", UriKind.Relative));
        string body = await answer.Content.ReadAsStringAsync();

        Assert.That((answer.StatusCode, body.Contains("IDX", StringComparison.Ordinal)), Is.EqualTo((HttpStatusCode.Unauthorized, false)),
            body);
        foreach (string part in token.Split('.').Where(p => p.Length > 8)) Assert.That(body, Does.Not.Contain(part));
    }

    [TestCase(59, HttpStatusCode.OK)]
    [TestCase(61, HttpStatusCode.Unauthorized)]
    public async Task Clocks_may_differ_by_a_minute(int seconds, HttpStatusCode status)
    {
        string late = Make(new() { ["scope"] = "storage.read:/", ["exp"] = Now.AddSeconds(-seconds).ToUnixTimeSeconds() });
        string early = Make(new() { ["scope"] = "storage.read:/", ["nbf"] = Now.AddSeconds(seconds).ToUnixTimeSeconds() });

        Assert.That(await GetAsync(late, "cms.b2g.a"), Is.EqualTo(status));
        Assert.That(await GetAsync(early, "cms.b2g.a"), Is.EqualTo(status));
    }

    [Test]
    public void Settings_that_cannot_be_meant_end_the_start()
    {
        TokenIssuer good = new() { Issuer = "https://a.example", Audiences = ["a"] };
        foreach (TokenIssuer wrong in new[]
        {
            good with { Audiences = [] }, good with { Audiences = [" "] }, good with { ClockSkewSeconds = 301 },
            good with { ClockSkewSeconds = -1 }, good with { Issuer = "http://a.example" }, good with { Issuer = "a" },
            good with { Configuration = "ftp://a.example" }, good with { Namespace = "cms/b2g" },
        })
            Assert.ThrowsAsync<InvalidDataException>(async () => await Service.StartAsync(change: o => o with { TokenIssuers = [wrong] }),
                wrong.ToString());
        Assert.ThrowsAsync<InvalidDataException>(async () => await Service.StartAsync(change: o => o with
        {
            ClientCertificates = new Dictionary<string, IReadOnlyList<AccessGrant>> { ["no subject"] = [] },
        }));
    }

    [Test]
    public async Task Keys_come_from_where_the_issuer_s_configuration_says_and_when_it_is_silent_nobody_is_let_in()
    {
        await using WebApplication provider = WebApplication.CreateSlimBuilder().Build();
        bool isSilent = true;
        provider.Urls.Add("http://127.0.0.1:0");
        provider.MapGet("/.well-known/openid-configuration", (HttpContext context) => isSilent ? Results.StatusCode(500) : Results.Text(
            $$"""{"issuer":"{{Issuer}}","jwks_uri":"http://{{context.Request.Host}}/keys"}""", "application/json"));
        provider.MapGet("/keys", () => Results.Text(KeySet(), "application/json"));
        await provider.StartAsync();
        SteppedTime time = new();
        await using Service service = await Service.StartAsync(time: time, change: o => o with
        {
            AnonymousOnLoopback = [],
            TokenIssuers =
            [
                new() { Issuer = Issuer, Audiences = [Audience],
                    Configuration = $"{provider.Urls.First()}/.well-known/openid-configuration" },
            ],
        });
        using HttpClient client = service.ClientWith(Make(new() { ["scope"] = "storage.read:/" }));

        using HttpResponseMessage silent = await client.GetAsync(new Uri("/v2", UriKind.Relative));
        isSilent = false;
        time.Step(TimeSpan.FromSeconds(5));
        using HttpResponseMessage answered = await client.GetAsync(new Uri("/v2", UriKind.Relative));

        Assert.That((silent.StatusCode, answered.StatusCode), Is.EqualTo((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK)));
    }

    [Test]
    public async Task Tokens_whose_keys_are_not_there_yet_wait_for_one_fetch_as_long_as_they_say_and_not_too_many_of_them()
    {
        await using WebApplication provider = WebApplication.CreateSlimBuilder().Build();
        TaskCompletionSource end = new();
        int fetches = 0;
        provider.Urls.Add("http://127.0.0.1:0");
        provider.MapGet("/configuration", async () =>
        {
            Interlocked.Increment(ref fetches);
            await end.Task;
            return Results.StatusCode(500);
        });
        await provider.StartAsync();
        await using Service service = await Service.StartAsync(time: new SteppedTime(), change: o => o with
        {
            TokenIssuers = [new() { Issuer = Issuer, Audiences = [Audience], Configuration = $"{provider.Urls.First()}/configuration" }],
        });
        using HttpClient client = service.ClientWith(Make([])), hurried = service.ClientWith(Make([]));
        hurried.DefaultRequestHeaders.Add("Request-Timeout", "0.2");

        Assert.That(await StatusAsync(hurried), Is.EqualTo(HttpStatusCode.GatewayTimeout));
        Task<HttpStatusCode>[] waiting = [.. Enumerable.Range(0, 65).Select(_ => StatusAsync(client))];
        Task<HttpStatusCode> refused = await Task.WhenAny(waiting);
        Assert.That(await refused, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(waiting.Count(w => w.IsCompleted), Is.EqualTo(1));
        end.SetResult();
        Assert.That(await Task.WhenAll(waiting), Is.All.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(await StatusAsync(client), Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(fetches, Is.EqualTo(1));

        static async Task<HttpStatusCode> StatusAsync(HttpClient client)
        {
            using HttpResponseMessage answer = await client.GetAsync(new Uri("/v2", UriKind.Relative));
            return answer.StatusCode;
        }
    }

    private SigningCredentials Credentials => new(new RsaSecurityKey(_key) { KeyId = "rsa" }, SecurityAlgorithms.RsaSha256);

    private SigningCredentials Curve => new(new ECDsaSecurityKey(_curve) { KeyId = "ec" }, SecurityAlgorithms.EcdsaSha256);

    /// <summary>Keys of two kinds, and a secret that an issuer should not publish.</summary>
    private string KeySet()
    {
        RSAParameters rsa = _key.ExportParameters(false);
        ECParameters curve = _curve.ExportParameters(false);
        return $$"""
            {"keys":[
              {"kty":"RSA","kid":"rsa","use":"sig","n":"{{Text(rsa.Modulus)}}","e":"{{Text(rsa.Exponent)}}"},
              {"kty":"EC","kid":"ec","crv":"P-256","x":"{{Text(curve.Q.X)}}","y":"{{Text(curve.Q.Y)}}"},
              {"kty":"oct","kid":"secret","k":"{{Text(rsa.Modulus)}}"}]}
            """;

        static string Text(byte[]? bytes) => Base64UrlEncoder.Encode(bytes);
    }

    private string Make(Dictionary<string, object> claims, SigningCredentials? credentials = null, params string[] without)
    {
        Dictionary<string, object> all = new()
        {
            ["iss"] = Issuer, ["aud"] = Audience, ["sub"] = "jane", ["wlcg.ver"] = "1.0",
            ["exp"] = Now.AddMinutes(20).ToUnixTimeSeconds(), ["nbf"] = Now.AddMinutes(-1).ToUnixTimeSeconds(),
        };
        foreach ((string key, object value) in claims) all[key] = value;
        foreach (string key in without) all.Remove(key);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }
            .CreateToken(JsonSerializer.Serialize(all), credentials ?? Credentials);
    }

    private string Forge(string kind)
    {
        Dictionary<string, object> full = new() { ["scope"] = "hep.admin" };
        string good = Make(full);
        string[] parts = good.Split('.');
        return kind switch
        {
            "no signature" => $"{parts[0]}.{parts[1]}.",
            "alg none" => $"{Encode("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.",
            "alg None" => $"{Encode("""{"alg":"None","typ":"JWT"}""")}.{parts[1]}.{parts[2]}",
            "key confusion, PEM" => Hashed(parts[1], Encoding.ASCII.GetBytes(_key.ExportSubjectPublicKeyInfoPem()), "rsa"),
            "key confusion, DER" => Hashed(parts[1], _key.ExportSubjectPublicKeyInfo(), "rsa"),
            "key confusion, modulus" => Hashed(parts[1], _key.ExportParameters(false).Modulus!, "secret"),
            "another key" => Make(full, new SigningCredentials(new RsaSecurityKey(_otherKey) { KeyId = "rsa" }, "RS256")),
            "another key in its header" => Embedded(parts[1]),
            "a changed payload" => $"{parts[0]}.{Encode(Decode(parts[1]).Replace("jane", "john", StringComparison.Ordinal))}.{parts[2]}",
            "expired" => Make(new(full) { ["exp"] = Now.AddHours(-1).ToUnixTimeSeconds() }),
            "expired beyond the skew" => Make(new(full) { ["exp"] = Now.AddSeconds(-61).ToUnixTimeSeconds() }),
            "not yet good" => Make(new(full) { ["nbf"] = Now.AddHours(1).ToUnixTimeSeconds() }),
            "no expiry" => Make(full, null, "exp"),
            "a far expiry that overflows" => Make(new(full) { ["exp"] = 1e300 }),
            "another audience" => Make(new(full) { ["aud"] = "https://models.example.evil" }),
            "no audience" => Make(full, null, "aud"),
            "another issuer" => Make(new(full) { ["iss"] = "https://evil.example/" }),
            "issuer without its slash" => Make(new(full) { ["iss"] = Issuer.TrimEnd('/') }),
            "no issuer" => Make(full, null, "iss"),
            "no JSON" => $"{Encode("{")}.{parts[1]}.{parts[2]}",
            "three dots of nothing" => "..",
            "too long" => Make(new(full) { ["x"] = new string('x', 15_000) }),
            "lifetimes that are texts" => Make(new(full) { ["exp"] = "tomorrow" }),
            _ => $"{Encode("""{"alg":"dir","enc":"A128CBC-HS256"}""")}..AAAA.AAAA.AAAA",
        };
    }

    private static string Hashed(string payload, byte[] secret, string key)
    {
        string signed = $"{Encode($$"""{"alg":"HS256","typ":"JWT","kid":"{{key}}"}""")}.{payload}";
        return $"{signed}.{Base64UrlEncoder.Encode(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)))}";
    }

    private string Embedded(string payload)
    {
        RSAParameters own = _otherKey.ExportParameters(false);
        string header = $$$"""{"alg":"RS256","jwk":{"kty":"RSA","n":"{{{Base64UrlEncoder.Encode(own.Modulus)}}}","e":"AQAB"}}""";
        byte[] signed = Encoding.ASCII.GetBytes($"{Encode(header)}.{payload}");
        byte[] signature = _otherKey.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{Encoding.ASCII.GetString(signed)}.{Base64UrlEncoder.Encode(signature)}";
    }

    private static string Encode(string text) => Base64UrlEncoder.Encode(text);

    private static string Decode(string text) => Base64UrlEncoder.Decode(text);

    private async Task<HttpStatusCode> GetAsync(string token, string model)
    {
        using HttpClient client = _service.ClientWith(token);
        using HttpResponseMessage answer = await client.GetAsync(new Uri($"/v2/models/{model}", UriKind.Relative));
        return answer.StatusCode;
    }
}
