namespace Hep.Jagged.Tests.Notebooks;

/// <summary>Texts that files bring, as HTML.</summary>
public sealed class HtmlTextTests
{
    [Test]
    public void Texts_are_escaped_and_elements_are_not() =>
        Assert.That(
            new HtmlText().Add($"<td title=\"{"\"&'"}\">{"<script>\u0007"}</td>").ToString(),
            Is.EqualTo("<td title=\"&quot;&amp;&#39;\">&lt;script&gt; </td>"));

    [Test]
    public void The_result_is_ASCII_whatever_the_text() =>
        Assert.That(
            new HtmlText().Add($"{"µ η\ud83d\ude00"} …{"\ud800"}").ToString(),
            Is.EqualTo("&#181; &#951;&#128512; &#8230;&#65533;"));

    [Test]
    public void A_text_longer_than_anybody_reads_is_cut() =>
        Assert.That(new HtmlText().Add($"{new string('x', 1_000_000)}").ToString(), Has.Length.LessThan(500).And.EndsWith("x&#8230;"));

    [Test]
    public void Numbers_are_written_alike_everywhere() =>
        Assert.That(new HtmlText().Add($"{1234567:N0} {1.5:F1}").ToString(), Is.EqualTo("1,234,567 1.5"));
}
