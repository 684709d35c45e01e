using Hep.Root.IO.XRootD;

namespace Hep.Root.IO.Tests.XRootD;

public sealed class XRootDUrlTests
{
    [TestCase("root://host//store/a.root", "host", 1094, false, "", "/store/a.root", "")]
    [TestCase("root://host/store/a.root", "host", 1094, false, "", "/store/a.root", "")]
    [TestCase("XRoot://me@host:1095//a?authz=x&b=c=d", "host", 1095, false, "me", "/a", "authz=x&b=c=d")]
    [TestCase("roots://me:secret@[2001:db8::1]:7//a b", "2001:db8::1", 7, true, "me", "/a b", "")]
    [TestCase("xroots://[::1]", "::1", 1094, true, "", "/", "")]
    [TestCase("root://host:?x=1", "host", 1094, false, "", "/", "x=1")]
    public void A_url_is_taken_apart(string url, string host, int port, bool tls, string user, string path, string query)
    {
        XRootDUrl parsed = XRootDUrl.Parse(url);

        Assert.That(parsed.Endpoint, Is.EqualTo(new Endpoint(host, port, tls, user)));
        Assert.That((parsed.Path, parsed.Query), Is.EqualTo((path, query)));
    }

    [TestCase("http://host/a", "begins with none")]
    [TestCase("root:///a", "no host")]
    [TestCase("root://host:0//a", "'0' is no port")]
    [TestCase("root://host:65536//a", "no port")]
    [TestCase("root://host:1x//a", "no port")]
    public void What_is_no_url_is_refused_with_an_example(string url, string why) => Assert.That(() => XRootDUrl.Parse(url),
        Throws.TypeOf<XRootDException>().With.Message.Contains(why).And.Message.Contains("root://host:1094//store/nano.root"));

    [Test]
    public void Neither_tokens_nor_passwords_are_shown()
    {
        XRootDUrl url = XRootDUrl.Parse("root://me:secret@host//a?authz=Bearer%20abc&keep=1&xrd.logintoken=def&AUTHZ=ghi");

        Assert.That(url.ToString(), Is.EqualTo("root://host:1094//a?authz=***&keep=1&xrd.logintoken=***&AUTHZ=***"));
        Assert.That(() => XRootDUrl.Parse("root://host:0//a?authz=abc"), Throws.Exception.With.Message.Not.Contains("abc"));
    }

    [Test]
    public void What_names_a_file_is_the_same_whoever_asks_for_it()
    {
        Assert.That(XRootDUrl.Parse("roots://me:secret@host//a?authz=abc&svc=1&xrd.k=1").WithoutSecrets(),
            Is.EqualTo("root://host:1094//a?svc=1"));
        Assert.That(XRootDUrl.Parse("root://host//a?authz=other").WithoutSecrets(), Is.EqualTo("root://host:1094//a"));
    }

    [Test]
    public void Options_for_clients_are_not_sent() =>
        Assert.That(XRootDUrl.Parse("root://host//a?xrd.wantprot=unix&b=1&xrdcl.requuid=2&b=3").PathAndQuery, Is.EqualTo("/a?b=1&b=3"));
}
