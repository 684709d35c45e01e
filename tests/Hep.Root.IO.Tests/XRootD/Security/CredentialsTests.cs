using System.Text;
using Hep.Root.IO.XRootD;

namespace Hep.Root.IO.Tests.XRootD.Security;

public sealed class CredentialsTests
{
    [TestCase("unix", "unix\0me me\0")]
    [TestCase("host", "host\0")]
    [TestCase("ztn", "ztn\0\0T\0\0\0\u0007a.b.c!\0")]
    public void Credentials_are_spelled_as_servers_read_them(string protocol, string expected) => Assert.That(
        Credentials.Make(protocol, Context("0:4096:", " a.b.c!\n")).Bytes, Is.EqualTo(Encoding.ASCII.GetBytes(expected)));

    [TestCase(4095, "", true)]
    [TestCase(4096, "fewer than 4096", true)]
    [TestCase(0, "BEARER_TOKEN", true)]
    [TestCase(10, "roots://", false)]
    public void A_token_that_cannot_be_shown_is_not_and_the_reason_is_told(int length, string why, bool isEncrypted)
    {
        Credential credential = Credentials.Make("ztn", Context("0:4096:", new string('x', length)) with { IsEncrypted = isEncrypted });

        Assert.That(credential.Bytes is null, Is.EqualTo(why.Length > 0));
        Assert.That(credential.Why ?? "", Does.Contain(why).And.Not.Contain("xxx"));
    }

    // Servers repeat what they were shown.
    [Test]
    public void A_token_is_kept_out_of_what_a_server_answers() =>
        Assert.That(Credentials.Make("ztn", Context("0:4096:", " a.b.c!\n")).Secret, Is.EqualTo("a.b.c!"));

    // The message has sixteen bits for its length, whatever a server says that it takes.
    [Test]
    public void A_token_that_no_message_holds_is_not_shown() =>
        Assert.That(Credentials.Make("ztn", Context("0:524288:", new string('x', 65_535))).Why, Does.Contain("65535 bytes"));

    [TestCase("gsi", "proxies of X.509")]
    [TestCase("krb5", "does not know it")]
    public void What_is_not_spoken_is_named(string protocol, string why) =>
        Assert.That(Credentials.Make(protocol, Context("", "")).Why, Does.Contain(why));

    private static CredentialContext Context(string parameters, string token) =>
        new(parameters, "me", "[::1]:1", true, XRootDOptions.Default with { Token = () => token });
}
