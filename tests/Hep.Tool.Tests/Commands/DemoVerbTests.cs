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
        if (first.Error.Contains("cannot be used here", StringComparison.Ordinal)) Assert.Ignore(first.Error);
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
