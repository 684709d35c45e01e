using Hep.Jagged;
using Hep.Tool.Reports;

namespace Hep.Tool.Tests.Reports;

public sealed class ReportPageTests
{
    [Test]
    public void A_page_escapes_what_it_is_given()
    {
        string html = new ReportPage("<a>", "b & c") { Foot = "<f>" }
            .AddSection("<h>", "<p>").AddFigures(("<l>", "<v>")).AddTable(["<t>"], [["<cell>"]]).AddListing("<pre>").ToHtml();

        foreach (string raw in (string[])["<a>", "b & c", "<f>", "<l>", "<v>", "<t>", "<cell>", ">< pre>"])
            Assert.That(html, Does.Not.Contain(raw));
        Assert.That(html, Does.Contain("&lt;cell&gt;"));
    }

    [Test]
    public void A_page_needs_nothing_else()
    {
        string html = new ReportPage("a", "b").AddPictures((new Chart { Title = "picture" }.AddLine("", [0, 1], [0, 1]), "c")).ToHtml();

        Assert.That(html, Does.StartWith("<!doctype html>").And.Contain("<svg").And.Contain("picture"));
        string references = html.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal);   // a name, not an address
        Assert.That(references,
            Does.Not.Contain("://").And.Not.Contain("src=").And.Not.Contain("href=").And.Not.Contain("@import").And.Not.Contain("url("));
    }
}
