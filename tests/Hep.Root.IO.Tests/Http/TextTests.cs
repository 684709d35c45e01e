using System.Text;
using System.Xml;
using CsCheck;
using Hep.Root.IO.Http;
using Hep.Root.IO.Network;

namespace Hep.Root.IO.Tests.Http;

/// <summary>URLs, ranges and lists as servers and people write them.</summary>
public sealed class TextTests
{
    [TestCase("HTTPS://Host/a%2Fb/../c?x=%41+~", "https://host/a%2Fb/../c?x=%41+~")]
    [TestCase("http://host:8080", "http://host:8080/")]
    [TestCase("http://host/a b/é.root#part", "http://host/a%20b/%C3%A9.root")]
    [TestCase("http://u:p@[::1]:81//store/x", "http://[::1]:81//store/x")]
    [TestCase("http://host?a=b", "http://host/?a=b")]
    [TestCase("http://host/a\r\nX: y", "http://host/a%0D%0AX:%20y")]
    public void A_url_goes_to_the_server_as_it_was_written(string url, string sent) =>
        Assert.That(HttpUrl.Parse(url).Uri.AbsoluteUri, Is.EqualTo(sent));

    [TestCase("https://")]
    [TestCase("http:///path")]
    [TestCase("http://host:port/x")]
    [TestCase("http://host:99999/x")]
    [TestCase("ftp://host/x")]
    public void What_is_no_url_is_refused(string url) =>
        Assert.That(() => HttpUrl.Parse(url), Throws.TypeOf<HttpFileException>());

    [TestCase("http://other:1/x?y", "http://other:1/x?y")]
    [TestCase("//other/x", "https://other/x")]
    [TestCase("/x?y", "https://host:8443/x?y")]
    [TestCase("x y", "https://host:8443/a/x%20y")]
    [TestCase("?z", "https://host:8443/a/b?z")]
    [TestCase("http://[::ffff:127.0.0.1]:80/x", "http://[::ffff:127.0.0.1]/x")]
    public void A_location_is_understood_from_where_it_was_given(string location, string url) =>
        Assert.That(HttpUrl.Parse("https://host:8443/a/b?c").Resolve(location).Uri.AbsoluteUri, Is.EqualTo(url));

    [TestCase("root://u:p@host//a@b/x.root?authz=1", "root://host//a@b/x.root")]
    [TestCase("https://host/x.root?a=b", "https://host/x.root")]
    [TestCase("https://u@host", "https://host")]
    [TestCase("a?b#c@d.root", "a?b#c@d.root")]
    public void A_location_is_shown_without_secrets(string location, string shown) =>
        Assert.That(LocationText.Show(location), Is.EqualTo(shown));

    [Test]
    public void The_question_mark_of_a_url_is_no_glob() =>
        Assert.That(DatasetFiles.Expand(["https://host/a.root?sig=*"], "/"), Is.EqualTo(new[] { "https://host/a.root?sig=*" }));

    [Test]
    public void A_range_is_read_as_it_was_written() =>
        Gen.Select(Gen.Long[0, 1L << 40], Gen.Long[0, 1L << 40], Gen.Long[1, 1L << 40]).Sample((first, more, beyond) =>
        {
            long last = first + more, total = last + beyond;

            Assert.That(ContentRange.Parse($"bytes {first}-{last}/{total}"), Is.EqualTo(new ContentRange(first, last, total)));
            Assert.That(ContentRange.Parse($"bytes {first}-{last}/*"), Is.EqualTo(new ContentRange(first, last, null)));
            Assert.That(ContentRange.Parse($"bytes {first}-{last}/{last}"), Is.Null);
        });

    [TestCase("bytes */100")]
    [TestCase("bytes 5--1/100")]
    [TestCase("bytes 5-4/100")]
    [TestCase("bytes 5-6")]
    [TestCase("bytes -5/6")]
    [TestCase("bytes 0-9223372036854775807/*")]
    [TestCase("lines 5-6/7")]
    [TestCase("")]
    [TestCase(null)]
    public void What_is_no_range_is_none(string? text) => Assert.That(ContentRange.Parse(text), Is.Null);

    [Test]
    public void A_list_is_read_in_any_dialect()
    {
        IReadOnlyList<HttpEntry> entries = MultiStatus.Parse(Text("""
            <?xml version="1.0" encoding="utf-8"?>
            <x:multistatus xmlns:x="DAV:" xmlns="urn:other">
              <x:response><x:href>https://host/a%20b/</x:href>
                <x:propstat><x:prop><x:resourcetype><x:collection/></x:resourcetype></x:prop></x:propstat></x:response>
              <x:response><x:href>/a%20b/%C3%A9.root</x:href>
                <x:propstat><x:prop><x:getcontentlength> 12 </x:getcontentlength><x:resourcetype/><x:iscollection>1</x:iscollection>
                  <x:getlastmodified>Tue, 02 Jun 2026 10:20:30 GMT</x:getlastmodified><getcontentlength>99</getcontentlength>
                </x:prop></x:propstat></x:response>
              <x:response><x:href>/a b/100%25 sure.root</x:href></x:response>
              <x:response><x:href>/a%20b/dir/</x:href>
                <x:propstat><x:prop><x:resourcetype><x:collection/></x:resourcetype></x:prop></x:propstat></x:response>
              <x:response><x:href>/a%20b/dir/deeper.root</x:href></x:response>
              <x:response><x:href>/elsewhere.root</x:href></x:response>
              <x:response/>
            </x:multistatus>
            """), "/a%20b");

        Assert.That(entries, Is.EqualTo(new[]
        {
            new HttpEntry("100%25 sure.root", false, null, null),
            new HttpEntry("dir", true, null, null),
            new HttpEntry("é.root", false, 12, new DateTimeOffset(2026, 6, 2, 10, 20, 30, TimeSpan.Zero)),
        }));
    }

    [TestCase("<html/>")]
    [TestCase("<D:multistatus xmlns:D='DAV:'><D:response><D:href>/d</D:href></D:response></D:multistatus>", Description = "a file")]
    public void What_is_no_list_of_a_directory_is_refused(string text) =>
        Assert.That(() => MultiStatus.Parse(Text(text), "/d/"), Throws.TypeOf<FormatException>());

    [TestCase("")]
    [TestCase("<D:multistatus xmlns:D='DAV:'>")]
    [TestCase("<!DOCTYPE a [<!ENTITY b 'c'>]><D:multistatus xmlns:D='DAV:'/>")]
    public void What_is_no_plain_xml_is_refused(string text) =>
        Assert.That(() => MultiStatus.Parse(Text(text), "/d/"), Throws.TypeOf<XmlException>());

    private static MemoryStream Text(string text) => new(Encoding.UTF8.GetBytes(text));

    [TestCase("https://me:secret@host/a?id=5&token=t", "https://host/a?id=5")]
    [TestCase("https://host/a?authz=t", "https://host/a")]
    [TestCase("https://host/a?X-Amz-Date=d&X-Amz-Signature=s&versionId=7", "https://host/a?versionId=7")]
    [TestCase("https://host/a?sv=1&se=2&sig=s", "https://host/a")]
    [TestCase("https://host/a?se=2&Expires=3", "https://host/a?se=2&Expires=3")]
    public void What_names_a_file_is_the_same_whoever_asks_for_it(string url, string name) =>
        Assert.That(HttpUrl.Parse(url).WithoutSecrets(), Is.EqualTo(name));
}
