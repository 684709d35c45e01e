using System.Text.Json;
using Hep.Inference;
using Hep.Inference.Client;

namespace Hep.Tool.Tests.Serving;

/// <summary>One of several services in processes of their own that share a repository.</summary>
internal sealed class Replica(string folder, int number, string repository, string blobs) : IDisposable
{
    private ToolProcess? _process;
    private volatile bool _isUp;
    private int _disturbances;

    public InferenceClient Client { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    /// <summary>Whether it runs and was not told to stop.</summary>
    public bool IsUp => _isUp;

    /// <summary>Counts what was done to it: what began and ended with the same number met a service that was left alone.</summary>
    public int Disturbances => Volatile.Read(ref _disturbances);

    public int Kills { get; private set; }

    public int Pauses { get; private set; }

    public async Task StartAsync()
    {
        string settings = Path.Combine(folder, $"serve{number}.json");
        await File.WriteAllTextAsync(settings, JsonSerializer.Serialize(new
        {
            models = $"models{number}",
            token_file = "token",
            urls = (string[])["http://127.0.0.1:0"],
            repository,
            blobs,
        }));
        _process = ToolProcess.Start(folder, "serve", "--config", settings, "--quiet");
        string address = (await _process.ReadLineAsync())?.Replace("hep serves on ", "", StringComparison.Ordinal)
            ?? throw new IOException($"Service {number} did not start.");
        ToolProcess started = _process;
        while (await started.ReadLineAsync() is { } line && !line.StartsWith("token ", StringComparison.Ordinal)) { }
        _ = Task.Run(async () => { while (await started.ReadLineAsync() is not null) { } });
        Http = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(20) };
        Client = InferenceClient.Connect(new Uri(address), new()
        {
            Token = (await File.ReadAllTextAsync(Path.Combine(folder, "token"))).Trim(),
            Retries = 0,
        });
        while (!(await Http.GetAsync(new Uri("/v2/health/ready", UriKind.Relative))).IsSuccessStatusCode) await Task.Delay(20);
        _isUp = true;
    }

    public void Kill()
    {
        Disturb();
        Kills++;
        _process!.Kill();
        _process.Dispose();
    }

    /// <summary>Stops it where it is, and lets it go on.</summary>
    public async Task PauseAsync(TimeSpan time)
    {
        Disturb();
        Pauses++;
        await _process!.SignalAsync("STOP");
        await Task.Delay(time);
        await _process.SignalAsync("CONT");
        await Task.Delay(TimeSpan.FromSeconds(2));   // as long as a change may take to come to it
        _isUp = true;
    }

    public async Task<int> DefaultAsync(string model) =>
        RepositoryModel.FromJson(await Http.GetStringAsync(new Uri($"/v2/repository/models/{model}", UriKind.Relative))).DefaultVersion;

    /// <summary>As <see cref="DefaultAsync"/>; 0 while it does not answer.</summary>
    public async Task<int> TryDefaultAsync(string model)
    {
        try
        {
            return await DefaultAsync(model);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return 0;
        }
    }

    public void Dispose() => _process?.Dispose();

    private void Disturb()
    {
        _isUp = false;
        Interlocked.Increment(ref _disturbances);
    }
}
