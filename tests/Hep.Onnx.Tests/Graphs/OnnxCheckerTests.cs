using System.Diagnostics;
using Hep.Testing;

namespace Hep.Onnx.Tests;

public sealed class OnnxCheckerTests
{
    private const string Python = "/usr/bin/python3";   // Debian's own, where python3-onnx puts its module

    private static IEnumerable<TestCaseData> Models =>
        [new TestCaseData(SampleGraphs.Everything()).SetArgDisplayNames("rows"),
            new TestCaseData(SampleGraphs.SetsAndGrids()).SetArgDisplayNames("sets and grids")];

    [TestCaseSource(nameof(Models))]
    public void The_reference_checker_accepts_every_node_that_is_written(OnnxModel model)
    {
        if (!File.Exists(Python) || Run("import onnx").ExitCode != 0)
            Assert.Ignore("The ONNX checker is not there: install python3-onnx (apt-get install python3-onnx).");
        string file = Path.Combine(TestData.NewFolder(), "model.onnx");
        File.WriteAllBytes(file, model.ToArray());

        (int exitCode, string error) = Run("import onnx, sys; onnx.checker.check_model(onnx.load(sys.argv[1]), full_check=True)", file);

        Assert.That(exitCode, Is.Zero, error);
    }

    private static (int ExitCode, string Error) Run(string program, params string[] arguments)
    {
        using Process process =
            Process.Start(new ProcessStartInfo(Python, ["-c", program, .. arguments]) { RedirectStandardError = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error);
    }
}
