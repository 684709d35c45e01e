using Hep.Testing;

namespace Hep.Train.Python.Tests;

/// <summary>Whatever a script does, training ends with an error that says what it did, and nothing of it is left.</summary>
public sealed class FailingScriptTests
{
    private const string Learn = "for batch in hep.batches():\n    step(batch)\n";

    private static IEnumerable<TestCaseData> Failures()
    {
        yield return Case("raises", "for batch in hep.batches():\n    print('nearly there')\n    raise ValueError('too hot')",
            "failed with ValueError: too hot", "nearly there", "line ");
        yield return Case("lacks_a_module", "import not_to_be_found", "needs the Python module 'not_to_be_found'");
        yield return Case("is_no_Python", "for for", "failed with SyntaxError");
        yield return Case("ends_without_data", "", "without taking any data");
        yield return Case("exits_with_0", "import sys\nsys.exit(0)", "without taking any data");
        yield return Case("exits_with_3", "import sys\nsys.exit(3)", "ended itself with 3");
        yield return Case("ends_abruptly_with_0", "import os\nos._exit(0)", "ended without giving a model");
        yield return Case("crashes", "import os\nos.kill(os.getpid(), 11)", "ended with exit code 139 (SIGSEGV)");
        yield return Case("is_killed", "import os\nos.kill(os.getpid(), 9)", "(SIGKILL: the system does so where memory runs out)");
        yield return Case("closes_the_pipe", "import os\nfor batch in hep.batches():\n    os.closerange(3, 256)", "exit code 1");
        yield return Case("writes_garbage", "import os\nfor batch in hep.batches():\n    os.write(hep._session._sink, b'x' * 64)",
            "something on the pipe that is no frame (7878");
        yield return Case("speaks_another_version", "import hep\nhep._session._write(b'HEPF' + b'\\x07' + bytes(27))\n" + Learn,
            "speaks version 7 of the frames, expected 1");
        yield return Case("announces_too_much",
            "import struct\nhep._session._write(struct.pack('<4sHHQ', b'HEPF', 1, 66, 1 << 40))\n" + Learn, "at most 0 are taken");
        yield return Case("hangs", "import time\nfor batch in hep.batches():\n    time.sleep(1000)", "no sign of life for 2 s");
        yield return Case("spins", "for batch in hep.batches():\n    while True: pass", "no sign of life for 2 s");
        yield return Case("wants_too_much_memory", "hep.data()", "takes more than 5000 bytes");
        yield return Case("takes_data_twice", "for batch in hep.batches(): break\nhep.data()", "The data are taken once");
        yield return Case("has_a_model_of_no_kind", "hep.use(object())\n" + Learn, "does not know how to predict with builtins.object");
        yield return Case("predicts_too_little", "hep.use(model, predict=lambda b: [1], export=export)\n" + Learn, "have the shape [1]");
        yield return Case("predicts_something_else",
            "hep.use(model, predict=lambda b: predict(b) * 0.99, export=export)\n" + Learn, "says something else than the script");
        yield return Case("predicts_NaN",
            "hep.use(model, predict=lambda b: predict(b) * np.nan, export=export)\nfor b in hep.batches(): hep.report(loss=1)",
            "prediction");
        yield return Case("exports_no_model", "hep.use(model, predict=predict, export=lambda: b'no model')\n" + Learn, "cannot be used");
        yield return Case("exports_nothing", "hep.use(model, predict=predict, export=lambda: None)\n" + Learn, "not NoneType");
        yield return Case("exports_another_width",
            "hep.use(model, predict=predict, export=lambda: {**export(), 'layers': []})\n" + Learn, "expected 1");
        yield return Case("raises_in_prediction", "hep.use(model, predict=lambda b: 1 / 0, export=export)\n" + Learn, "ZeroDivisionError");

        static TestCaseData Case(string name, string code, params string[] expected) =>
            new TestCaseData(SampleScripts.Logistic + code, expected).SetName($"A_script_that_{name}");
    }

    [TestCaseSource(nameof(Failures))]
    public void Script_fails(string code, string[] expected)
    {
        ScriptRun run = new(code) { Options = new PythonOptions { Timeout = TimeSpan.FromSeconds(2), Memory = 5000 } };

        TrainingException failure = Assert.ThrowsAsync<TrainingException>(async () => await run.FitAsync())!;

        foreach (string part in expected) Assert.That(failure.Message, Does.Contain(part));
    }

    [Test]
    public void A_failure_shows_the_lines_of_the_script_and_none_of_what_runs_it()
    {
        ScriptRun own = new("import hep\nfor batch in hep.batches():\n    try:\n        1 / 0\n    except ZeroDivisionError as cause:\n"
            + "        raise ValueError('too hot') from cause");
        ScriptRun ours = new("import hep\nfor batch in hep.batches(): pass");

        string raised = Assert.ThrowsAsync<TrainingException>(async () => await own.FitAsync())!.Message;
        string refused = Assert.ThrowsAsync<TrainingException>(async () => await ours.FitAsync())!.Message;

        foreach (string part in (string[])["line 4", "ZeroDivisionError", "line 6", "ValueError: too hot"])
            Assert.That(raised, Does.Contain(part));
        Assert.That(refused, Does.Contain("line 2").And.Contain("hep.Error: There is no model"));
        foreach (string message in (string[])[raised, refused]) Assert.That(message, Does.Not.Contain("runpy").And.Not.Contain("hep.py"));
    }

    [TestCase("exec cat", "answered with a frame of kind 1, expected 65")]
    [TestCase("echo 'hello, who are you?'; exec cat > /dev/null", "no frame")]
    [TestCase("echo gone >&2; exit 7", "exit code 7", "gone")]
    [Platform("Linux")]
    public void What_is_no_Python_is_told(string command, params string[] expected)
    {
        string interpreter = Path.Combine(TestData.NewFolder(), "python");
        File.WriteAllText(interpreter, $"#!/bin/sh\n{command}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(interpreter, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        ScriptRun run = new("") { Options = new PythonOptions { Interpreter = interpreter } };

        TrainingException failure = Assert.ThrowsAsync<TrainingException>(async () => await run.FitAsync())!;

        foreach (string part in expected) Assert.That(failure.Message, Does.Contain(part));
    }

    [Test]
    public void An_interpreter_that_is_not_there_is_told()
    {
        ScriptRun run = new("") { Options = new PythonOptions { Interpreter = "no-such-python" } };

        Assert.That(async () => await run.FitAsync(), Throws.TypeOf<TrainingException>().With.Message.Contains("cannot be started"));
    }

    [Test]
    public void A_script_that_is_not_there_is_told() =>
        Assert.That(async () => await Trainer.FitAsync(new ScriptRun("").Data, new() { Columns = ["x"] },
            new PythonEngine("no/such.py"), new()), Throws.TypeOf<TrainingException>().With.Message.Contains("There is no script"));

    [Test]
    [Platform("Linux")]
    public void What_a_script_started_ends_with_it()
    {
        string pids = Path.Combine(TestData.NewFolder(), "pids");
        ScriptRun run = new($$"""
            import hep, os, subprocess, sys, time
            child = subprocess.Popen(["sleep", "1000"])
            with open({{Quote(pids)}}, "w") as file: file.write(f"{os.getpid()} {child.pid}")
            for batch in hep.batches():
                time.sleep(1000)
            """) { Options = new PythonOptions { Timeout = TimeSpan.FromSeconds(2) } };

        Assert.That(async () => await run.FitAsync(), Throws.TypeOf<TrainingException>());

        Assert.That(() => LivingProcesses.Of(pids), Is.Empty.After(20_000, 50));
    }

    [Test]
    [Platform("Linux")]
    public async Task A_script_ends_when_its_trainer_is_gone()
    {
        string pids = Path.Combine(TestData.NewFolder(), "pids");
        ScriptRun run = new($$"""
            import os, subprocess
            child = subprocess.Popen(["sleep", "1000"])
            with open({{Quote(pids)}}, "w") as file: file.write(f"{os.getpid()} {child.pid}")
            while True: pass
            """);
        using ScriptProcess process = ScriptProcess.Run([run.Path], new PythonOptions { Interpreter = Interpreter.With() });
        process.Frames.Write(FrameKind.Problem, "{\"learns\": true, \"options\": {}}"u8);
        while (!File.Exists(pids) || LivingProcesses.Of(pids).Length < 2) await Task.Delay(20);

        process.HangUp();   // what the system does for a process that is killed

        Assert.That(() => LivingProcesses.Of(pids), Is.Empty.After(20_000, 50));
    }

    [Test]
    public async Task Cancellation_ends_a_script_in_the_middle_of_its_work()
    {
        string sign = Path.Combine(TestData.NewFolder(), "sign");
        using CancellationTokenSource cancel = new();
        ScriptRun run = new($"import hep, time\ntrain = hep.data()\nopen({Quote(sign)}, 'w').close()\ntime.sleep(1000)");

        Task<TrainingResult> training = Task.Run(() => run.FitAsync(cancel.Token));
        while (!File.Exists(sign)) await Task.Delay(20);
        await cancel.CancelAsync();

        Assert.That(async () => await training, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Nothing_is_left_in_the_temporary_folder()
    {
        string[] before = Directory.GetDirectories(Path.GetTempPath(), "hep-python-*");

        await new ScriptRun(SampleScripts.Logistic + Learn).FitAsync();
        Assert.That(async () => await new ScriptRun("1 / 0").FitAsync(), Throws.TypeOf<TrainingException>());

        Assert.That(Directory.GetDirectories(Path.GetTempPath(), "hep-python-*").Except(before), Is.Empty);
    }

    private static string Quote(string path) => $"'{path.Replace("\\", "/", StringComparison.Ordinal)}'";
}
