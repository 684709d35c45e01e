using Hep.Tool.Arguments;
using Hep.Tool.Commands;

namespace Hep.Tool.Tests.Commands;

public sealed class CommandLineTests
{
    [Test]
    public async Task A_line_without_a_verb_is_wrong_usage()
    {
        ToolRun run = await ToolRun.OfAsync("");

        Assert.That((run.ExitCode, run.Output), Is.EqualTo((2, "")));
        Assert.That(run.Error, Does.StartWith("hep: a verb is expected.\n").And.Contain("hep --help"));
    }

    [Test]
    public async Task An_unknown_verb_is_wrong_usage_and_proposes_a_near_one()
    {
        ToolRun run = await ToolRun.OfAsync("digset file.root");

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Error, Does.StartWith("hep: there is no verb 'digset'. Nearest: digest."));
    }

    [Test]
    public async Task An_unknown_option_is_named_with_a_near_one()
    {
        ToolRun run = await ToolRun.OfAsync("readspeed file.root --colums a");

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Error, Does.StartWith("hep readspeed: there is no option '--colums'. Nearest: --columns."));
    }

    [TestCase("digest", "Required argument missing")]
    [TestCase("completion bash zsh", "'zsh' is one argument too many")]
    [TestCase("completion fish --threads 0", "--threads takes a whole number from 1")]
    [TestCase("completion fish --memory 3", "--memory takes a size such as 512MiB")]
    [TestCase("completion tcsh", "'tcsh' not recognized. Must be one of: 'bash' 'zsh' 'fish' 'pwsh'")]
    [TestCase("readspeed a.root --batch none", "--batch takes a number of entries, such as 10000, or a size")]
    [TestCase("readspeed a.root --batch 0", "--batch takes a number of entries, such as 10000, or a size")]
    [TestCase("hist f.root", "Option '--expr' is required")]
    [TestCase("hist f.root --expr x --bins 50,0", "--bins takes the number of bins (at most 1000000), the low end and a higher one")]
    [TestCase("hist f.root --expr x --bins 50,2,2", "such as 50,0,200, not '50,2,2'")]
    [TestCase("hist f.root --expr x --bins 0,0,1", "not '0,0,1'")]
    [TestCase("hist f.root --expr x --bins 9999999,0,1", "not '9999999,0,1'")]
    [TestCase("hist f.root --expr x --bins 5,nan,1", "not '5,nan,1'")]
    [TestCase("skim f.root", "Option '--output' is required")]
    [TestCase("skim f.root -o s.root --compression zstd:12",
        "--compression takes none, zstd, lz4, zlib or lzma, with a level from 1 to 9 such as zstd:5, not 'zstd:12'")]
    [TestCase("skim f.root -o s.root --compression brotli", "not 'brotli'")]
    [TestCase("skim f.root -o s.root --compression none:1", "not 'none:1'")]
    [TestCase("skim f.root -o s.root --format tree", "--format takes ttree, rntuple, not 'tree'")]
    [TestCase("skim f.root -o s.root --define x", "--define takes NAME=EXPR, such as 'Jet_frac=Jet_pt / sum(Jet_pt)', not 'x'")]
    [TestCase("skim f.root -o s.root --define =2", "not '=2'")]
    [TestCase("skim f.root -o s.root --define a==2", "not 'a==2'")]
    [TestCase("skim f.root -o s.root --define a=1 --define a=2", "--define: 'a' is defined twice")]
    [TestCase("skim f.root -o -", "'-': a ROOT file is not written from its begin to its end")]
    [TestCase("show f.root --entries 5", "--entries takes a range such as 0:10, :5, 100: or -10:, not '5'")]
    [TestCase("show f.root --entries 1:2:3", "not '1:2:3'")]
    public async Task Wrong_usage_says_what_would_be_right(string line, string message)
    {
        ToolRun run = await ToolRun.OfAsync(line);

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain(message));
    }

    [TestCase("--quiet watch config.json")]
    [TestCase("watch config.json")]
    public async Task A_verb_of_a_later_release_says_so_by_name(string line)
    {
        ToolRun run = await ToolRun.OfAsync(line);

        string verb = line.Split(' ').First(w => !w.StartsWith('-'));
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Is.EqualTo($"hep: hep {verb} comes in a later release.\n"));
    }

    [Test]
    public async Task Options_that_take_a_value_may_stand_before_a_verb_of_a_later_release()
    {
        ToolRun run = await ToolRun.OfAsync("--threads 2 --memory 1GiB watch f.json");

        Assert.That((run.ExitCode, run.Error), Is.EqualTo((1, "hep: hep watch comes in a later release.\n")));
    }

    [TestCase("upload m.onnx --to nonsense", "'nonsense' is no address of a service")]
    [TestCase("models delete --at http://127.0.0.1:9", "hep models delete takes NAME [VERSION].")]
    [TestCase("models delete higgs first --at http://127.0.0.1:9", "'first' is not the number of a version.")]
    [TestCase("predict m.onnx f.root -o scores.txt", "--output 'scores.txt': the extension tells the format")]
    [TestCase("readspeed samples/data/signal.root --columns ,", "--columns takes names, globs or /regular expressions/")]
    public async Task What_only_the_verb_can_tell_to_be_wrong_usage_is_wrong_usage(string line, string message)
    {
        ToolRun run = await ToolRun.OfAsync(line);

        Assert.That(run.ExitCode, Is.EqualTo(2), run.Error);
        Assert.That(run.Error, Does.StartWith($"hep: {message}"));
    }

    [Test]
    public async Task The_version_is_that_of_the_tool()
    {
        ToolRun run = (await ToolRun.OfAsync("--version")).Succeeded();

        Assert.That(run.Output, Is.EqualTo(ShowVersion.Version + "\n"));
        Assert.That(run.Output, Does.Match(@"^\d+\.\d+\.\d+"));
    }

    [Test]
    public async Task Every_verb_has_a_help_page_with_an_example()
    {
        foreach (Verb verb in VerbTable.Create())
        {
            ToolRun run = (await ToolRun.OfAsync([verb.Name, "--help"])).Succeeded();

            Assert.That(verb.Examples, Is.Not.Empty, verb.Name);
            Assert.That(run.Output, Does.Contain($"hep {verb.Name}").And.Contain(verb.Examples[0]));
            Assert.That(run.Output, Does.Not.Contain("testhost"));
        }
    }

    [Test]
    public async Task Help_wins_over_what_is_missing()
    {
        ToolRun run = await ToolRun.OfAsync("digest --help");

        Assert.That(run.ExitCode, Is.Zero);
        Assert.That(run.Error, Is.Empty);
    }

    [Test]
    public async Task Shells_ask_for_words_and_get_verbs_and_options()
    {
        ToolRun verbs = await ToolRun.OfAsync(["[suggest:6]", "hep di"]);
        ToolRun options = await ToolRun.OfAsync(["[suggest:17]", "hep readspeed --c"]);

        Assert.That(verbs.Lines, Does.Contain("digest"));
        Assert.That(options.Lines, Does.Contain("--columns"));
    }

    [Test]
    public async Task Every_shell_gets_a_completion_script_that_asks_hep([Values("bash", "zsh", "fish", "pwsh")] string shell)
    {
        ToolRun run = (await ToolRun.OfAsync(["completion", shell])).Succeeded();

        Assert.That(run.Output, Does.Contain("[suggest:").And.Contain("hep"));
    }

    [Test]
    public async Task Work_that_is_stopped_ends_with_130()
    {
        using CancellationTokenSource stop = new();
        await stop.CancelAsync();

        ToolRun run = await ToolRun.OfAsync(["digest", Testing.TestData.Sample("signal.root")], cancellationToken: stop.Token);

        Assert.That(run.ExitCode, Is.EqualTo(130));
        Assert.That(run.Error, Is.Empty);
    }
}
