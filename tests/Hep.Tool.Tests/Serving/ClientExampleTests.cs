using System.ComponentModel;
using System.Diagnostics;
using Hep.Inference.Client;
using Hep.Testing;
using Hep.Train.Python.Tests;
using SmallModels = Hep.Inference.Testing.Models;

namespace Hep.Tool.Tests.Serving;

/// <summary>The programs of <c>docs/clients</c>, as they stand there, against <c>hep serve</c>.</summary>
[NonParallelizable]
public sealed class ClientExampleTests
{
    private static readonly string Documents = Path.Combine(TestData.Repository, "docs", "clients");

    private readonly string _folder = TestData.NewFolder();
    private ToolProcess _service = null!;
    private Uri _address = null!;
    private int _grpcPort;
    private Task _draining = null!;

    private string TokenFile => Path.Combine(_folder, "token");

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "serve.json"),
            """{"models":"models","token_file":"token","urls":["http://127.0.0.1:0"]}""");
        await File.WriteAllBytesAsync(Path.Combine(_folder, "events.onnx"), await SmallModels.EventsAsync());
        _service = ToolProcess.Start(_folder, "serve", "--config", "serve.json");
        _address = new Uri((await _service.ReadLineAsync())!.Replace("hep serves on ", "", StringComparison.Ordinal));
        string line;
        while (!(line = (await _service.ReadLineAsync())!).StartsWith("gRPC on ", StringComparison.Ordinal)) { }
        _grpcPort = new Uri(line["gRPC on ".Length..]).Port;
        _draining = Task.Run(async () => { while (await _service.ReadLineAsync() is not null) { } });
        using InferenceClient client = InferenceClient.Connect(_address, new() { Token = (await File.ReadAllTextAsync(TokenFile)).Trim() });
        await client.UploadAsync("linear", new MemoryStream(SmallModels.Linear(0.5f)));
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _service.Kill();
        await _draining;
        _service.Dispose();
    }

    [Test]
    public void Python_uploads_predicts_and_hears_what_is_wrong()
    {
        string written = Run(Interpreter.With(), Path.Combine(Documents, "predict.py"), $"{_address}", TokenFile, "events.onnx");

        Assert.That(written.Split('\n'), Is.EqualTo(new[]
        {
            "version 1",
            "scores [334, 120, None] selected [True, True, False]",
            "400 Event 0 names 'Jet_pts', which the model does not read. Nearest: Jet_pt.",
            "tensors [[334.0]]",
            "models ['linear']",
            "",
        }));
    }

    [Test]
    public void Python_over_gRPC_predicts_rows_and_streams()
    {
        string python = Interpreter.With("grpc", "grpc_tools");
        File.Copy(Path.Combine(TestData.Repository, "src", "Hep.Inference", "Protobuf", "inference.proto"),
            Path.Combine(_folder, "inference.proto"), overwrite: true);
        File.Copy(Path.Combine(Documents, "predict_grpc.py"), Path.Combine(_folder, "predict_grpc.py"), overwrite: true);

        Run(python, "-m", "grpc_tools.protoc", "-I.", "--python_out=.", "--grpc_python_out=.", "inference.proto");
        string written = Run(python, "predict_grpc.py", $"127.0.0.1:{_grpcPort}", "linear", "inputs");

        Assert.That(written.Split('\n'), Is.EqualTo(new[]
        {
            "ready True",
            "inputs [('inputs', 'FP32', [-1, 4])]",
            "scores [[30.5], [0.5]]",
            "a [[30.5]]",
            "b Input 'inputs' of the model 'linear' has the shape [-1, 4] (-1: any size), not [2, 2].",
            "c [[0.5]]",
            "NOT_FOUND",
            "",
        }));
    }

    [Test]
    public void Cplusplus_sends_binary_rows_and_hears_what_is_wrong()
    {
        RequireProgram("g++", "g++");
        Run("g++", "-std=c++17", "-O2", "-Wall", "-Wextra", "-Werror", "-o", "predict", Path.Combine(Documents, "predict.cpp"));
        string program = Path.Combine(_folder, "predict");

        string written = RunWith("1 2 3 4\n0 0 0 0\n", 0, program, _address.Host, $"{_address.Port}", "linear", "inputs", "4");
        string refused = RunWith("1 2\n", 1, program, _address.Host, $"{_address.Port}", "linear", "inputs", "2");

        Assert.That(written, Is.EqualTo("30.5\n0.5\n"));
        Assert.That(refused, Does.StartWith("HTTP 400: {\"error\":"));
    }

    [Test]
    public void Curl_does_all_recipes()
    {
        const string Head = """{"model_name":"curl.events","model_version":"1","outputs":[{"name":"score","datatype":"FP32",""";
        RequireProgram("curl", "curl");

        string written = RunWith("", 0, "sh", Path.Combine(Documents, "recipes.sh"), "events.onnx");

        Assert.That(written.Split('\n', StringSplitOptions.RemoveEmptyEntries), Is.EqualTo(new[]
        {
            """{"ready":true}""",
            $$"""{{Head}}"shape":[2,1],"data":[334,null]},{"name":"selected","datatype":"BOOL","shape":[2],"data":[true,false]}]}""",
            """{"selected":true,"score":334}""",
            """{"selected":true,"score":120}""",
            $$"""{{Head}}"shape":[1,1],"data":[334]}]}""",
            $$"""{{Head}}"shape":[1,1],"data":[120]},{"name":"selected","datatype":"BOOL","shape":[1],"data":[true]}]}""",
        }));
        Assert.That(File.ReadAllText(Path.Combine(_folder, "found.json")), Does.Contain("curl.events"));
        Assert.That(File.ReadAllText(Path.Combine(_folder, "history.json")), Does.Contain("curl.events"));
    }

    private static void RequireProgram(string program, string package)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, "--version") { RedirectStandardOutput = true })!;
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
        }
        catch (Win32Exception)
        {
            Assert.Ignore($"No {program} is there: on Debian, apt-get install {package}.");
        }
    }

    private string Run(string program, params string[] arguments) => RunWith("", 0, program, arguments);

    /// <summary>What a program writes, to either stream.</summary>
    private string RunWith(string input, int status, string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = _folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HEP_URL"] = $"{_address}".TrimEnd('/');
        start.Environment["HEP_TOKEN"] = File.ReadAllText(TokenFile).Trim();
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using Process process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        string written = process.StandardOutput.ReadToEnd() + error.Result;
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.EqualTo(status), written);
        return written;
    }
}
