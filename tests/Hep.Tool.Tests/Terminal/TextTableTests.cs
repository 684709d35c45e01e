using System.Text;
using CsCheck;
using Hep.Root.IO;
using Hep.Testing;
using Hep.Tool.Terminal;

namespace Hep.Tool.Tests.Terminal;

/// <summary>Tables on terminals of any width.</summary>
public sealed class TextTableTests
{
    [Test]
    public void Columns_are_aligned_and_numbers_stand_right() =>
        Assert.That(Write(Sample(), width: 80), Is.EqualTo("""
              name      type       bytes
            ──────────────────────────────
              Jet_pt    float32   1.5 kB
              nJet      int32      800 B
              Vertex.   Vertex       9 B   not readable: a class of nobody


            """.Replace("\r", "", StringComparison.Ordinal)));

    [Test]
    public void On_a_narrow_terminal_wide_columns_go_on_in_the_next_line()
    {
        TextTable table = new("name", ">bytes");
        table.Add("AnalysisElectronsAuxDyn.constituentLinks", "12 B");

        Assert.That(Write(table, width: 36), Is.EqualTo("""
              name                       bytes
            ────────────────────────────────────
              AnalysisElectronsAuxDyn.    12 B
              constituentLinks


            """.Replace("\r", "", StringComparison.Ordinal)));
    }

    [Test]
    public void A_remark_that_does_not_fit_stands_below_its_row() =>
        Assert.That(
            Write(Sample(), width: 40).Split('\n')[^4..^2],
            Is.EqualTo(new[] { "  Vertex.   Vertex       9 B", "      not readable: a class of nobody" }));

    [Test]
    [Category("Corpus")]
    public async Task Every_column_of_a_wide_tree_is_shown_on_eighty_columns()
    {
        string path = TestData.Reference("corpus", "files", "PHYSLITE_example.root");

        string[] lines = (await ListAsync(path, width: 80)).Split('\n');

        // What stands above a table is a sentence, which the terminal breaks as it likes.
        Assert.That(lines.Where(l => l.Length > 80 && (l.StartsWith(' ') || l.StartsWith('─'))), Is.Empty);
        Assert.That(lines.Count(l => l.StartsWith("      not readable: ", StringComparison.Ordinal)), Is.GreaterThan(100));
        int heading = Array.FindIndex(lines, l => l.StartsWith("  column", StringComparison.Ordinal));
        int width = lines[heading].IndexOf("type", StringComparison.Ordinal);
        string[] rows = [.. lines[(heading + 2)..].Where(l => !l.StartsWith("    ", StringComparison.Ordinal))];
        string names = string.Concat(rows.Select(l => l[..Math.Min(width, l.Length)].Trim()));
        await using RootFile file = await RootFile.OpenAsync(path);
        RootTree tree = await file.OpenTreeAsync();
        Assert.That(tree.Columns.Select(c => c.Name).Where(n => !names.Contains(n, StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void Nothing_of_a_text_is_lost_where_it_is_broken() =>
        Gen.Select(Gen.String[Gen.Char["ab_./ ,:"], 0, 60], Gen.Int[1, 20]).Sample((text, width) =>
        {
            IReadOnlyList<string> lines = TableLayout.Wrap(text, width);
            return lines.All(l => l.Length <= width) && Squeeze(string.Concat(lines)) == Squeeze(text);
        });

    [Test]
    public void Widths_fit_where_they_can_and_numbers_keep_theirs() =>
        Gen.Select(Gen.Int[0, 200].Array[1, 6], Gen.Int[10, 300]).Sample((natural, total) =>
        {
            bool[] mayShrink = [.. natural.Select((_, i) => i % 2 == 0)];
            int[] widths = TableLayout.Fit(natural, mayShrink, total);
            bool isNarrow = widths.Where((_, i) => mayShrink[i]).All(w => w <= 8);
            return (widths.Sum() <= total || isNarrow)
                && widths.Zip(natural).Where((_, i) => !mayShrink[i]).All(p => p.First == p.Second)
                && widths.Zip(natural).All(p => p.First <= p.Second && p.First >= Math.Min(p.Second, 8))
                && (natural.Sum() > total || widths.SequenceEqual(natural));
        });

    [Test]
    public void A_name_of_a_file_gives_no_command_to_the_terminal()
    {
        TextTable table = new("name");
        table.Add("\u001b[2Jx\u202e\u009b");

        Assert.That(Write(table, width: 80), Does.Contain("\ufffd[2Jx\ufffd\ufffd").And.Not.Contain('\u001b'));
    }

    [Test]
    public void A_heading_gives_none_either_and_stays_in_its_line()
    {
        TextTable table = new("\u001b[2Jx\ny");
        table.Add("1");

        Assert.That(Write(table, width: 80), Does.StartWith("  \ufffd[2Jx y\n"));
    }

    [Test]
    public void A_heading_may_begin_with_the_sign_for_numbers()
    {
        TextTable table = new([(">=2 jets?", false), (">x", true)]);
        table.Add("1", "2");

        Assert.That(Write(table, width: 80).Split('\n')[0], Is.EqualTo("  >=2 jets?   >x"));
    }

    [Test]
    public void What_nobody_watches_is_not_broken()
    {
        TextTable table = new("name");
        table.Add(new string('x', 5000));

        Assert.That(Write(table, width: 80, isWatched: false).Split('\n')[2], Has.Length.EqualTo(5002));
    }

    private static TextTable Sample()
    {
        TextTable table = new("name", "type", ">bytes");
        table.Add("Jet_pt", "float32", "1.5 kB");
        table.Add("nJet", "int32", "800 B");
        table.AddRemarked("not readable: a class of nobody", "Vertex.", "Vertex", "9 B");
        return table;
    }

    private static string Squeeze(string text) => text.Replace(" ", "", StringComparison.Ordinal);

    private static string Write(TextTable table, int width, bool isWatched = true)
    {
        using MemoryStream nowhere = new();
        using StringWriter written = new() { NewLine = "\n" };
        table.Write(new Session(nowhere, nowhere, "") { OutputIsTerminal = isWatched, Width = width }, written);
        return written.ToString();
    }

    private static async Task<string> ListAsync(string path, int width)
    {
        using MemoryStream output = new(), error = new();
        await using (Session session = new(output, error, TestData.Repository) { OutputIsTerminal = true, Width = width })
            Assert.That(await Program.RunAsync(["ls", path], session), Is.Zero);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
