using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hep.Root.IO.Tests.XRootD.Servers;

/// <summary>
/// Issues tokens of the WLCG's profile for one run of the tests. Servers find its public key where they keep those that they fetched:
/// a table of SQLite (scitokens-cpp, <c>scitokens_internal.cpp</c>), so that no web server has to stand behind the issuer's name.
/// </summary>
internal sealed class TokenIssuer : IDisposable
{
    private const string Issuer = "https://localhost/test-issuer", KeyId = "k1", Audience = "https://wlcg.cern.ch/jwt/v1/any";

    private const string WriteTable = """
        import sqlite3, sys
        table = sqlite3.connect(sys.argv[1])
        table.execute("CREATE TABLE keycache (issuer text UNIQUE PRIMARY KEY NOT NULL, keys text NOT NULL)")
        table.execute("INSERT INTO keycache VALUES (?, ?)", (sys.argv[2], sys.argv[3]))
        table.commit()
        """;

    private readonly RSA _key = RSA.Create(2048);

    /// <summary>Makes a server take this issuer's tokens: what its configuration and its environment say.</summary>
    public (string[] Lines, (string Name, string Value)[] Environment) Configure(string folder)
    {
        string keys = Path.Combine(folder, "keys", "scitokens"), configuration = Path.Combine(folder, "scitokens.cfg");
        Directory.CreateDirectory(keys);
        using Process python = Process.Start(new ProcessStartInfo(
            "python3", ["-c", WriteTable, Path.Combine(keys, "scitokens_cpp.sqllite"), Issuer, CachedKeys()]))!;
        python.WaitForExit();
        Assert.That(python.ExitCode, Is.Zero, "python3 writes the table of keys");
        File.WriteAllText(configuration,
            $"[Global]\naudience = {Audience}\n\n[Issuer test]\nissuer = {Issuer}\nbase_path = /\ndefault_user = tester\n");
        return (["xrootd.seclib libXrdSec.so", "sec.protocol ztn", "ofs.authorize 1",
            $"ofs.authlib libXrdAccSciTokens.so config={configuration}"], [("XDG_CACHE_HOME", Path.Combine(folder, "keys"))]);
    }

    /// <summary>A token.</summary>
    /// <param name="scope">What it lets do.</param>
    /// <param name="lifetime">How long it is good.</param>
    public string Issue(string scope, TimeSpan lifetime)
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        string head = Encode(new JsonObject { ["alg"] = "RS256", ["kid"] = KeyId, ["typ"] = "JWT" });
        string body = Encode(new JsonObject
        {
            ["wlcg.ver"] = "1.0", ["iss"] = Issuer, ["sub"] = "tester", ["aud"] = Audience, ["scope"] = scope,
            ["iat"] = now - 7200, ["nbf"] = now - 7200, ["exp"] = now + (long)lifetime.TotalSeconds, ["jti"] = Guid.NewGuid().ToString(),
        });
        byte[] signature = _key.SignData(Encoding.ASCII.GetBytes($"{head}.{body}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{head}.{body}.{Encode(signature)}";
    }

    public void Dispose() => _key.Dispose();

    private string CachedKeys()
    {
        RSAParameters key = _key.ExportParameters(includePrivateParameters: false);
        long far = DateTimeOffset.UtcNow.AddDays(30).ToUnixTimeSeconds();
        return new JsonObject
        {
            ["expires"] = far,
            ["next_update"] = far,
            ["jwks"] = new JsonObject
            {
                ["keys"] = new JsonArray(new JsonObject
                {
                    ["kid"] = KeyId, ["kty"] = "RSA", ["alg"] = "RS256", ["use"] = "sig", ["n"] = Encode(key.Modulus!),
                    ["e"] = Encode(key.Exponent!),
                }),
            },
        }.ToJsonString();
    }

    private static string Encode(JsonObject json) => Encode(JsonSerializer.SerializeToUtf8Bytes(json));

    private static string Encode(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
