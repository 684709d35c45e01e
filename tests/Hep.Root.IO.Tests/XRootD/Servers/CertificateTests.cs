using Hep.Root.IO.Tests.XRootD.Scripted;

namespace Hep.Root.IO.Tests.XRootD.Servers;

/// <summary>A certificate that does not hold is refused, and the message tells why.</summary>
[Category("Server")]
public sealed class CertificateTests
{
    [TestCase("expired", "valid from")]
    [TestCase("untrusted", "whom nobody here trusts")]
    [TestCase("another host", "it is for 'elsewhere.example.org', not for '127.0.0.1'")]
    public async Task A_certificate_that_does_not_hold_is_refused(string kind, string why)
    {
        string url = await RunningServers.UrlAsync(kind);

        Assert.That(() => Reading.WholeAsync($"{url}{ServedFiles.Small}", RunningServers.Options),
            Throws.TypeOf<XRootDException>().With.Message.Contains(why).And.Property(nameof(XRootDException.Server)).Not.Null);
    }

    [Test]
    public async Task Nobody_is_trusted_whom_nobody_named()
    {
        string url = await RunningServers.UrlAsync("TLS, asked for");

        Assert.That(() => Reading.WholeAsync($"{url}{ServedFiles.Small}", RunningServers.Options with { CertificateAuthorities = null }),
            Throws.TypeOf<XRootDException>().With.Message.Contains("whom nobody here trusts"));
    }

    [Test]
    public async Task A_server_without_tls_is_refused_where_tls_was_asked_for()
    {
        string url = await RunningServers.UrlAsync("plain");

        Assert.That(() => Reading.WholeAsync($"{url.Replace("root:", "roots:", StringComparison.Ordinal)}{ServedFiles.Small}",
            RunningServers.Options), Throws.TypeOf<XRootDException>().With.Message.Contains("does not speak TLS"));
    }
}
