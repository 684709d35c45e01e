using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Hep.Testing;
using Hep.Tool.Demonstration;
using Hep.Tool.Serving;
using Hep.Tool.Terminal;

namespace Hep.Tool.Tests.Commands;

[NonParallelizable]
public sealed partial class DemoVerbTests
{
    [Test]
    public async Task The_demonstration_goes_from_files_to_a_report_and_again_where_the_port_is_taken()
    {
        string folder = TestData.NewFolder();

        ToolRun first = await ToolRun.OfAsync(["demo", "--dir", "d"], folder);
        ToolRun second;
        using (TakePort(new Uri(ServiceClient.DefaultUrl).Port)) second = await ToolRun.OfAsync(["demo", "--dir", "d"], folder);

        foreach (ToolRun run in (ToolRun[])[first.Succeeded(), second.Succeeded()])
        {
            double auc = double.Parse(ValidationAuc().Match(run.Output).Groups[1].Value, CultureInfo.InvariantCulture);
            Assert.That(auc, Is.GreaterThanOrEqualTo(0.80));
            // held out: the same events, the same figure
            Assert.That(run.Output, Does.Contain($"through the service, AUC {auc.ToString("F4", CultureInfo.InvariantCulture)}"));
            Assert.That(run.Output, Does.Contain("service and local predictions agree"));
        }
        Assert.That(second.Error, Is.Empty);   // a taken port is no failure
        Assert.That(second.Output, Does.Match(@"serve +http://127\.0\.0\.1:\d+").And.Not.Contain(ServiceClient.DefaultUrl + " "));
        string report = await File.ReadAllTextAsync(Path.Combine(folder, "d", "report.html"));
        Assert.That(Picture().Count(report), Is.EqualTo(8));
        foreach (string title in (string[])["ROC curve", "Loss", "Scores of validation events", "Jets", "Two muons"])
            Assert.That(report, Does.Contain(title));
    }

    [Test]
    public async Task Boosted_trees_are_shown_as_well()
    {
        string folder = TestData.NewFolder();

        ToolRun run = (await ToolRun.OfAsync("demo --engine mlnet --dir d", folder)).Succeeded();

        Assert.That(double.Parse(ValidationAuc().Match(run.Output).Groups[1].Value, CultureInfo.InvariantCulture), Is.GreaterThan(0.82));
        Assert.That(run.Output, Does.Contain("service and local predictions agree")
            .And.Match("ONNX .*: trees of the best [1-9][0-9]* iterations"));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(folder, "d", "report.html")), Does.Contain("learnt by boosted trees"));
    }

    [Test]
    public async Task An_engine_that_the_demonstration_has_not_is_refused_before_any_work()
    {
        string folder = TestData.NewFolder();

        ToolRun run = await ToolRun.OfAsync("demo --engine python", folder);

        Assert.That((run.ExitCode, run.Output), Is.EqualTo((2, "")));
        Assert.That(run.Error, Does.Contain("torchsharp").And.Contain("mlnet"));
        Assert.That(Directory.GetFileSystemEntries(folder), Is.Empty);
    }

    /// <summary>The program as it was built, but for the library that holds libtorch's code: gone, or no library.</summary>
    [Platform("Linux", Reason = "links take the place of a copy of 500 MB, and the libraries have their names of Linux")]
    [TestCase(false, "The application carries no libtorch")]
    [TestCase(true, "libtorch could not be loaded")]
    public async Task Where_libtorch_cannot_be_used_the_demonstration_says_so_and_trains_boosted_trees(bool isDamaged, string reason)
    {
        string folder = TestData.NewFolder(), program = LinkProgram(Path.Combine(folder, "hep"));
        foreach (string library in Directory.GetFiles(Path.GetDirectoryName(program)!, "libtorch_cpu.so", SearchOption.AllDirectories))
        {
            File.Delete(library);
            if (isDamaged) await File.WriteAllTextAsync(library, "no library");
        }

        (int code, string output, string error) = await RunAsync("demo", "--dir", "d");
        (int networkCode, _, string networkError) = await RunAsync("demo", "--dir", "d", "--engine", "torchsharp");

        Assert.That(code, Is.Zero, error);
        Assert.That(output, Does.Contain(reason).And.Contain("hep demo --engine mlnet").And.Contain("done in"));
        Assert.That(networkCode, Is.EqualTo(1));
        Assert.That(networkError, Does.Contain(reason).And.Contain("--engine mlnet"));

        async Task<(int, string, string)> RunAsync(params string[] arguments)
        {
            using ToolProcess hep = ToolProcess.StartProgram(program, folder, arguments);
            return await hep.WaitAsync();
        }
    }

    /// <summary>The built program in another folder, all but its own file by links.</summary>
    private static string LinkProgram(string folder)
    {
        string program = ToolProcess.BuiltProgram(Path.Combine("src", "Hep.Tool")), origin = Path.GetDirectoryName(program)!;
        foreach (string file in Directory.EnumerateFiles(origin, "*", SearchOption.AllDirectories))
        {
            string link = Path.Combine(folder, Path.GetRelativePath(origin, file));
            Directory.CreateDirectory(Path.GetDirectoryName(link)!);
            if (Path.GetFileName(file).StartsWith("Hep.Tool.", StringComparison.Ordinal)) File.Copy(file, link);
            else File.CreateSymbolicLink(link, file);
        }
        return Path.Combine(folder, Path.GetFileName(program));
    }

    [Test]
    public async Task A_stopped_demonstration_ends_with_130_and_no_half_files()
    {
        string folder = TestData.NewFolder();
        using CancellationTokenSource stop = new(TimeSpan.FromMilliseconds(300));

        ToolRun run = await ToolRun.OfAsync(["demo", "--dir", "d"], folder, stop.Token);

        Assert.That(run.ExitCode, Is.EqualTo(130));
        Assert.That(Directory.GetFiles(folder, "*.hep-part", SearchOption.AllDirectories), Is.Empty);
    }

    [Test]
    public async Task A_folder_in_which_a_demonstration_works_is_refused_before_any_work()
    {
        string folder = TestData.NewFolder();
        await using Session session = new(Stream.Null, Stream.Null, folder);
        using DemoFolder other = new(session, Path.Combine(folder, "d"));

        ToolRun run = await ToolRun.OfAsync(["demo", "--dir", "d"], folder);

        Assert.That((run.ExitCode, run.Output), Is.EqualTo((1, "")));
        Assert.That(run.Error, Does.StartWith($"hep: --dir: the demonstration cannot write to '{Path.Combine(folder, "d")}'"));
    }

    [Test]
    public async Task A_folder_that_cannot_be_made_is_refused_before_any_work()
    {
        string folder = TestData.NewFolder();
        await File.WriteAllTextAsync(Path.Combine(folder, "d"), "a file");

        ToolRun run = await ToolRun.OfAsync(["demo", "--dir", "d"], folder);

        Assert.That((run.ExitCode, run.Output), Is.EqualTo((1, "")));
        Assert.That(run.Error, Does.Contain("choose another folder"));
    }

    private static TcpListener? TakePort(int port)
    {
        TcpListener listener = new(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return listener;
        }
        catch (SocketException)
        {
            return null;   // somebody else has it: as good
        }
    }

    [GeneratedRegex(@"validation AUC (0\.\d+)")]
    private static partial Regex ValidationAuc();

    [GeneratedRegex("<figure>")]
    private static partial Regex Picture();
}
