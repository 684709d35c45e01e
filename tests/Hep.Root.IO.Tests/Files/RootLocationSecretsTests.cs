namespace Hep.Root.IO.Tests.Files;

/// <summary>Locations as records of what was read keep them.</summary>
public sealed class RootLocationSecretsTests
{
    [TestCase("root://host//d/run?.root")]
    [TestCase("root://host//d/*.root?svc=1&xrd.k=2")]
    [TestCase("https://host/a.root?versionId=7#b")]
    [TestCase("http://host/a@b.root")]
    [TestCase("/local/run?.root")]
    [TestCase("https://host/a?token=")]
    public void What_is_no_secret_stays(string text) =>
        Assert.That(new RootLocation(text, null).WithoutSecrets(), Is.EqualTo(text));

    [TestCase("root://me:secret@host//run?.root?authz=secret&a=1", "root://…@host//run?.root?authz=…&a=1")]
    [TestCase("root://cache//https://me:secret@host/f?a=1&X-Amz-Signature=secret", "root://cache//https://…@host/f?a=1&X-Amz-Signature=…")]
    [TestCase("root://you@cache//root://me:secret@host//f?Token=secret#b", "root://…@cache//root://…@host//f?Token=…#b")]
    [TestCase("https://host/f?sv=1&sig=a%2Fb%3D", "https://host/f?sv=1&sig=…")]
    public void Users_tokens_and_signatures_do_not(string text, string shown) =>
        Assert.That(new RootLocation(text, "Events").WithoutSecrets(), Is.EqualTo($"{shown}:Events"));
}
