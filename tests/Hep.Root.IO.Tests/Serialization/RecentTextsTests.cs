using System.Text;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Tests.Serialization;

/// <summary>Strings that are met again are the same strings; what they say is never that of others.</summary>
public sealed class RecentTextsTests
{
    [Test]
    public void The_same_bytes_give_the_same_string()
    {
        RecentTexts texts = new();
        (string name, string className) = (texts.Text("Jet_pt"u8), texts.ClassName("TLeafF"u8));
        Assert.That(texts.Text("Jet_pt"u8), Is.SameAs(name));
        Assert.That(texts.ClassName("TLeafF"u8), Is.SameAs(className));
    }

    // Of the same length, with the same middle and end: they stand at the same place.
    [Test]
    public void Strings_at_one_place_are_told_apart()
    {
        RecentTexts texts = new();
        foreach (string name in (string[])["Muon_pt", "Nuon_pt", "Muon_pt", ""])
            Assert.That(texts.Text(Encoding.ASCII.GetBytes(name)), Is.EqualTo(name));
    }

    [Test]
    public void Bytes_are_text_in_their_own_encoding_however_they_were_met_before()
    {
        RecentTexts texts = new();
        byte[] bytes = [0xC3, 0xA9];
        for (int i = 0; i < 2; i++) Assert.That((texts.ClassName(bytes), texts.Text(bytes)), Is.EqualTo(("Ã©", "é")));
    }
}
