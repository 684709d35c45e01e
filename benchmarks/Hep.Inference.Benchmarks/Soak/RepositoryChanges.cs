using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Hep.Onnx;

namespace Hep.Inference.Benchmarks;

/// <summary>
/// What people do to a repository while others predict: uploads that answer from then on, promotions, aliases that move, versions that are
/// deleted and brought back. The number of versions stays the same, so that what the service needs for them does.
/// </summary>
internal sealed class RepositoryChanges(HttpClient client, string folder, SoakTally tally)
{
    private const int KeptVersions = 6;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    private readonly Random _random = new(3);
    private readonly Dictionary<string, OnnxModel> _models = Directory.EnumerateFiles(folder, "*.onnx")
        .ToDictionary(f => Path.GetFileNameWithoutExtension(f), f => OnnxModel.Load(File.ReadAllBytes(f)), StringComparer.Ordinal);
    private int _uploads;

    /// <summary>Aliases that requests may name.</summary>
    public async Task PrepareAsync()
    {
        foreach (string name in _models.Keys) await ChangeAsync(name, """{"aliases":{"champion":1}}""");
    }

    public async Task RunAsync(CancellationToken enough)
    {
        Func<string, Task>[] kinds = [UploadAsync, PromoteAsync, MoveAliasAsync, DeleteAndBringBackAsync, RollBackAsync];
        for (int i = 0; !enough.IsCancellationRequested; i++)
        {
            string name = _models.Keys.ElementAt(_random.Next(_models.Count));
            await kinds[i % kinds.Length](name);
            await DeleteOldAsync(name);
            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    /// <summary>The network of the model, and with other metadata another content.</summary>
    private async Task UploadAsync(string name)
    {
        OnnxModel model = _models[name];
        model.Metadata["soak"] = (++_uploads).ToString(CultureInfo.InvariantCulture);
        await AskAsync(HttpMethod.Post, $"/{name}/versions", new ByteArrayContent(model.ToArray()));
    }

    private async Task PromoteAsync(string name)
    {
        int version = await AnyVersionAsync(name);
        await ChangeAsync(name, $$"""{"default_policy":"{{(_random.Next(3) == 0 ? "latest" : version)}}"}""");
    }

    private async Task MoveAliasAsync(string name) =>
        await ChangeAsync(name, $$"""{"aliases":{"champion":{{await AnyVersionAsync(name)}} } }""");

    private async Task RollBackAsync(string name) =>   // refused where everything before is gone
        await AskAsync(HttpMethod.Post, $"/{name}/rollback", null, HttpStatusCode.Conflict);

    private async Task DeleteAndBringBackAsync(string name)
    {
        int version = await AnyVersionAsync(name);   // refused where something points at it
        string path = string.Create(CultureInfo.InvariantCulture, $"/{name}/versions/{version}");
        if (await AskAsync(HttpMethod.Delete, path, null, HttpStatusCode.Conflict) == HttpStatusCode.OK)
            await AskAsync(HttpMethod.Post, $"{path}/undelete", null);
    }

    private async Task DeleteOldAsync(string name)
    {
        int[] versions = await VersionsAsync(name);
        foreach (int version in versions.SkipLast(KeptVersions))
            await AskAsync(HttpMethod.Delete, string.Create(CultureInfo.InvariantCulture, $"/{name}/versions/{version}?now=true"), null,
                HttpStatusCode.Conflict);
    }

    private async Task ChangeAsync(string name, string change) =>
        await AskAsync(HttpMethod.Patch, $"/{name}", new StringContent(change, Encoding.UTF8, "application/json"));

    private async Task<int> AnyVersionAsync(string name)
    {
        int[] versions = await VersionsAsync(name);
        return versions[_random.Next(versions.Length)];
    }

    private async Task<int[]> VersionsAsync(string name)
    {
        using JsonDocument model = JsonDocument.Parse(await client.GetStringAsync(PathOf($"/{name}")));
        return [.. model.RootElement.GetProperty("versions").EnumerateArray().Select(v => v.GetProperty("version").GetInt32())];
    }

    private async Task<HttpStatusCode> AskAsync(HttpMethod method, string path, HttpContent? content, HttpStatusCode? alsoFine = null)
    {
        using HttpRequestMessage request = new(method, PathOf(path)) { Content = content };
        using HttpResponseMessage answer = await client.SendAsync(request);
        bool isFine = answer.IsSuccessStatusCode || answer.StatusCode == alsoFine;
        tally.Changed(isFine, isFine ? "" : $"{method} {path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return answer.StatusCode;
    }

    private static Uri PathOf(string path) => new($"/v2/repository/models{path}", UriKind.Relative);
}
