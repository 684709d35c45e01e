using System.Text.Json;
using Hep.Testing;

namespace Hep.Tool.Tests.Commands;

/// <summary><c>hep diff</c>: what it prints, and its exit code.</summary>
public sealed class DiffVerbTests
{
    private static readonly string Signal = TestData.Sample("signal.root"), Background = TestData.Sample("background.root");

    [Test]
    public async Task The_same_file_in_another_format_is_the_same()
    {
        string folder = TestData.NewFolder();
        (await ToolRun.OfAsync($"skim {Signal} -o n.root --format rntuple", folder)).Succeeded();

        ToolRun run = (await ToolRun.OfAsync($"diff {Signal} n.root", folder)).Succeeded();

        Assert.That((run.Output, run.Error), Is.EqualTo(("the same: 1 object, 56 columns\n", "")));
    }

    [Test]
    public async Task Differences_are_told_by_object_column_and_entry_and_the_exit_code_is_1()
    {
        string folder = TestData.NewFolder();
        (await ToolRun.OfAsync($"skim {Signal} -o a.root --columns nJet,Jet_eta --define x=MET_pt --entries :100", folder)).Succeeded();
        (await ToolRun.OfAsync(["skim", Signal, "-o", "b.root", "--columns", "nJet", "--entries", ":100", "--define",
            "x=if(event == 7, 0, MET_pt)"], folder)).Succeeded();

        ToolRun text = await ToolRun.OfAsync("diff a.root b.root", folder);
        ToolRun json = await ToolRun.OfAsync("diff a.root b.root --json", folder);

        Assert.That((text.ExitCode, json.ExitCode), Is.EqualTo((1, 1)));
        Assert.That(text.Lines[0], Does.StartWith("Events Jet_eta: only in a.root ("));
        Assert.That(text.Error, Does.StartWith("hep: 'a.root' and 'b.root' differ: "));
        JsonElement only = JsonDocument.Parse(json.Lines[0]).RootElement;
        Assert.That(only.GetProperty("column").GetString(), Is.EqualTo("Jet_eta"));
        Assert.That(only.GetProperty("kind").GetString(), Is.EqualTo("only_in_first"));
        Assert.That(only.GetProperty("entry").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [Test]
    public async Task The_first_entry_of_a_column_is_told_with_both_values()
    {
        ToolRun run = await ToolRun.OfAsync($"diff {Signal} {Background} --columns nJet,event --json");

        JsonElement found = run.Lines.Select(l => JsonDocument.Parse(l).RootElement)
            .Single(e => e.GetProperty("column").GetString() == "event");
        Assert.That(found.GetProperty("kind").GetString(), Is.EqualTo("value"));
        Assert.That(found.GetProperty("first").GetString(), Is.Not.EqualTo(found.GetProperty("second").GetString()));
        Assert.That(found.GetProperty("entry").GetInt64(), Is.Zero);
    }

    [TestCase("--rtol 1e-6", 0)]
    [TestCase("--rtol 1e-9", 1)]
    [TestCase("--atol 1", 0)]
    public async Task Floats_may_lie_as_far_from_each_other_as_is_said(string tolerance, int exitCode)
    {
        string folder = TestData.NewFolder();
        (await ToolRun.OfAsync(["skim", Signal, "-o", "a.root", "--columns", "nJet", "--define", "x=MET_pt"], folder)).Succeeded();
        (await ToolRun.OfAsync(["skim", Signal, "-o", "b.root", "--columns", "nJet", "--define", "x=MET_pt * 1.0000001"], folder))
            .Succeeded();

        Assert.That((await ToolRun.OfAsync($"diff a.root b.root {tolerance}", folder)).ExitCode, Is.EqualTo(exitCode));
    }

    [TestCase("--rtol -1")]
    [TestCase("--atol NaN")]
    public async Task A_tolerance_that_is_none_is_refused(string option)
    {
        ToolRun run = await ToolRun.OfAsync($"diff {Signal} {Signal} {option}");

        Assert.That((run.ExitCode, run.Error.Contains("is a number from 0 on")), Is.EqualTo((1, true)));
    }

    [TestCase("--keys nothing", "No object of")]
    [TestCase("--columns nothing", "No column of")]
    public async Task Patterns_that_fit_nothing_are_no_sameness(string options, string message)
    {
        ToolRun run = await ToolRun.OfAsync($"diff {Signal} {Signal} {options}");

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.StartWith($"hep: {message}"));
    }

    [TestCase("diff samples/data/signal.root", 2)]
    [TestCase("diff samples/data/signal.root nowhere.root", 1)]
    [TestCase("diff samples/data/signal.root samples/data/*.root", 1)]
    public async Task Two_files_are_compared(string line, int code) =>
        Assert.That((await ToolRun.OfAsync(line)).ExitCode, Is.EqualTo(code));
}
