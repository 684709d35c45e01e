using System.Net;
using Hep.Inference.Server.Security;
using Hep.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hep.Inference.Server.Tests.Security;

public sealed class AccessGateTests
{
    private const string Token = "the-token";
    private static readonly IPAddress Elsewhere = IPAddress.Parse("192.0.2.7");

    [Test]
    public void On_loopback_anyone_reads_and_predicts_and_the_token_administers()
    {
        Assert.That(FailureOf(IPAddress.Loopback, AccessRole.Read, token: null), Is.Null);
        Assert.That(FailureOf(IPAddress.IPv6Loopback, AccessRole.Predict, token: null), Is.Null);
        Assert.That(FailureOf(IPAddress.Loopback, AccessRole.Administer, token: null), Is.EqualTo(InferenceFailure.Unauthorized));
        Assert.That(FailureOf(IPAddress.Loopback, AccessRole.Administer, "the-toker"), Is.EqualTo(InferenceFailure.Unauthorized));
        Assert.That(FailureOf(IPAddress.Loopback, AccessRole.Administer, Token), Is.Null);
        Assert.That(FailureOf(IPAddress.Loopback, AccessRole.Read, "the-toker"), Is.EqualTo(InferenceFailure.Unauthorized));
    }

    [Test]
    public void What_anybody_may_do_is_chosen_for_this_machine_and_for_others()
    {
        InferenceServerOptions options = new() { AnonymousOnLoopback = [], AnonymousElsewhere = [AccessGrant.Parse("read")] };

        Assert.That(FailureOf(IPAddress.Loopback, AccessRole.Read, token: null, options), Is.EqualTo(InferenceFailure.Unauthorized));
        Assert.That(FailureOf(Elsewhere, AccessRole.Read, token: null, options), Is.Null);
        Assert.That(FailureOf(Elsewhere, AccessRole.Predict, token: null, options), Is.EqualTo(InferenceFailure.Unauthorized));
    }

    [Test]
    public void Off_loopback_everything_needs_the_token()
    {
        foreach (AccessRole access in Enum.GetValues<AccessRole>())
        {
            Assert.That(FailureOf(Elsewhere, access, token: null), Is.EqualTo(InferenceFailure.Unauthorized));
            Assert.That(FailureOf(Elsewhere, access, "the-toker"), Is.EqualTo(InferenceFailure.Unauthorized));
            Assert.That(FailureOf(Elsewhere, access, Token), Is.Null);
            Assert.That(FailureOf(address: null, access, token: null), Is.EqualTo(InferenceFailure.Unauthorized));
        }
    }

    [Test]
    public void Open_administration_opens_loopback_and_nothing_else()
    {
        InferenceServerOptions open = new() { OpenAdministration = true };

        Assert.That(FailureOf(IPAddress.Loopback, AccessRole.Administer, token: null, open), Is.Null);
        Assert.That(FailureOf(Elsewhere, AccessRole.Administer, token: null, open), Is.EqualTo(InferenceFailure.Unauthorized));
    }

    [TestCase("evil.example", null, InferenceFailure.Forbidden)]
    [TestCase("127.0.0.1.evil.example", null, InferenceFailure.Forbidden)]
    [TestCase("", null, InferenceFailure.Forbidden)]
    [TestCase("localhost:8500", null, null)]
    [TestCase("127.0.0.1:8500", null, null)]
    [TestCase("[::1]:8500", null, null)]
    [TestCase("models.example", null, null)]
    [TestCase("localhost:8500", "http://localhost:8500", null)]
    [TestCase("localhost:8500", "http://evil.example", InferenceFailure.Forbidden)]
    [TestCase("localhost:8500", "http://localhost:3000", InferenceFailure.Forbidden)]
    [TestCase("localhost:8500", "null", InferenceFailure.Forbidden)]
    public void Hosts_and_origins_of_others_are_refused(string host, string? origin, InferenceFailure? failure)
    {
        InferenceServerOptions options = new() { AllowedHosts = ["models.example"] };

        Assert.That(FailureOf(IPAddress.Loopback, AccessRole.Read, Token, options, host, origin), Is.EqualTo(failure));
    }

    private static InferenceFailure? FailureOf(
        IPAddress? address, AccessRole access, string? token, InferenceServerOptions? options = null,
        string host = "localhost", string? origin = null)
    {
        DefaultHttpContext context = new();
        context.Connection.RemoteIpAddress = address;
        context.Connection.LocalIpAddress = address;
        context.Request.Scheme = "http";
        context.Request.Host = new HostString(host);
        if (origin is not null) context.Request.Headers.Origin = origin;
        if (token is not null) context.Request.Headers.Authorization = $"Bearer {token}";
        options ??= new InferenceServerOptions();
        string file = Path.Combine(TestData.NewFolder(), "tokens.json");
        ApiTokens tokens = new(Token, file, TimeProvider.System, NullLogger<ApiTokens>.Instance);
        using ClientRates rates = new(options);
        AccessGate gate = new(options, new CallerIdentity(options, tokens, new IssuedTokens(options, TimeProvider.System)),
            rates, NullLogger<AccessGate>.Instance);
        try
        {
            gate.AdmitAsync(context, access).AsTask().GetAwaiter().GetResult();
            return null;
        }
        catch (InferenceException e)
        {
            Assert.That(e.Message, Does.Not.Contain(Token));
            return e.Failure;
        }
    }
}
