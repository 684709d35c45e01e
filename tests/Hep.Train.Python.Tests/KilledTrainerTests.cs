using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Hep.Testing;

namespace Hep.Train.Python.Tests;

/// <summary>Nothing is left of a script whose trainer was killed.</summary>
public sealed class KilledTrainerTests
{
    /// <summary>By SIGKILL, or TerminateProcess: nothing of the trainer can run any more.</summary>
    [TestCase("while True: pass")]
    [TestCase("import time\ntime.sleep(1000)")]
    [TestCase("for batch in hep.batches(): hep.report(loss=1); time.sleep(1)")]
    public async Task A_script_ends_with_what_it_started_when_its_trainer_is_killed(string work)
    {
        string folder = TestData.NewFolder(), pids = Path.Combine(folder, "pids");
        string data = Path.Combine(TestData.Repository, "samples", "data");
        await File.WriteAllTextAsync(Path.Combine(folder, "train.py"), $"""
            import hep, os, subprocess, sys, time
            child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"])
            with open("writing", "w") as file: file.write(f"{"{os.getpid()} {child.pid}"}")
            with open("bridge", "w") as file: file.write(os.path.dirname(os.path.abspath(hep.__file__)))
            os.rename("writing", "pids")
            {work}
            """);
        await File.WriteAllTextAsync(Path.Combine(folder, "c.json"), $$"""
            {
              "dataset": { "sources": [
                { "files": [{{Quote(Path.Combine(data, "signal.root"))}}], "label": 1, "entries": [0, 500] },
                { "files": [{{Quote(Path.Combine(data, "background.root"))}}], "label": 0, "entries": [0, 500] } ] },
              "features": { "columns": ["MET_pt"] },
              "python": { "script": "train.py", "interpreter": {{Quote(Interpreter.With())}} },
              "training": { "engine": "python", "epochs": 100000 }
            }
            """);
        using Process trainer = Process.Start(new ProcessStartInfo("dotnet", ["exec", ToolProgram.Path, "train", "c.json"])
            { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            for (int i = 0; !File.Exists(pids); i++)
                if (trainer.HasExited) Assert.Fail(await trainer.StandardError.ReadToEndAsync());
                else if (i == 6000) Assert.Fail("The script has not begun within two minutes.");
                else await Task.Delay(20);
            Assert.That(LivingProcesses.Of(pids), Has.Length.EqualTo(2));
        }
        finally
        {
            trainer.Kill();
        }

        Assert.That(() => LivingProcesses.Of(pids), Is.Empty.After(20_000, 50));
        if (!OperatingSystem.IsWindows()) Assert.That(File.ReadAllText(Path.Combine(folder, "bridge")), Does.Not.Exist);
    }

    /// <summary>The size that winnt.h gives the structure, on systems of 64 bits.</summary>
    [Test]
    public void The_limits_of_a_job_have_the_form_that_Windows_expects() =>
        Assert.That(Unsafe.SizeOf<WindowsJob.Limits>(), Is.EqualTo(144));

    private static string Quote(string path) => JsonSerializer.Serialize(path);
}
