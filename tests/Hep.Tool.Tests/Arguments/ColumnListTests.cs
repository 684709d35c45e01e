using Hep.Tool.Arguments;

namespace Hep.Tool.Tests.Arguments;

public sealed class ColumnListTests
{
    [TestCase("a", "a")]
    [TestCase(" a , b*,, ", "a|b*")]
    [TestCase("/x{1,2}/,y", "/x{1,2}/|y")]
    [TestCase("y, /x,z/i ,/w/", "y|/x,z/i|/w/")]
    [TestCase("/a/b,c/", "/a/b,c/")]
    [TestCase("a/b,c/d", "a/b|c/d")]
    [TestCase("/a,b", "/a|b")]
    [TestCase("x, `a,b/c*` ,y", "x|a,b/c*|y")]
    [TestCase("a`b,c`", "a`b|c`")]
    [TestCase("`a,b", "`a|b")]
    public void Commas_separate_but_those_within_a_regular_expression_or_backquotes(string text, string expected) =>
        Assert.That(ColumnList.Parse(text), Is.EqualTo(expected.Split('|')));
}
