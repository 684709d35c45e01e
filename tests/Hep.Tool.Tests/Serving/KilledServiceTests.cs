using System.Globalization;
using Hep.Inference;
using Hep.Inference.Client;
using Hep.Onnx;
using Hep.Testing;

namespace Hep.Tool.Tests.Serving;

/// <summary>
/// A real service is killed at random moments while models are uploaded, deleted, and aliases moved. What it acknowledged is there when
/// it starts again, and serves; nothing else is listed, but a change that was under way may have been made, whole.
/// <c>HEP_KILLS</c> says how often, 5 times without it.
/// </summary>
[NonParallelizable]
public sealed class KilledServiceTests
{
    private const int ModelCount = 4, PaddingBytes = 400_000, LongestLife = 400;

    private static readonly int Kills =
        Environment.GetEnvironmentVariable("HEP_KILLS") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : 5;

    private readonly string _folder = TestData.NewFolder();
    private readonly Dictionary<string, Expected> _expected = [];

    [Test]
    public async Task What_a_killed_service_acknowledged_is_there_and_nothing_else()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "serve.json"),
            """{"models":"models","token_file":"token","urls":["http://127.0.0.1:0"]}""");
        for (int i = 0; i < ModelCount; i++) _expected.Add($"space{i % 2}.model{i}", new Expected());
        Random random = new(20261129);
        for (int kill = 0; kill <= Kills; kill++)
        {
            using ToolProcess service = ToolProcess.Start(_folder, "serve", "--config", "serve.json");
            string address = (await service.ReadLineAsync())?.Replace("hep serves on ", "", StringComparison.Ordinal)
                ?? throw new IOException($"The service did not start for the time {kill + 1}.");
            while (await service.ReadLineAsync() is { } line && !line.StartsWith("token ", StringComparison.Ordinal)) { }
            Task draining = Task.Run(async () => { while (await service.ReadLineAsync() is not null) { } });
            using InferenceClient client = InferenceClient.Connect(new Uri(address), new()
            {
                Token = (await File.ReadAllTextAsync(Path.Combine(_folder, "token"))).Trim(),
                Retries = 0,
            });
            await CheckAsync(client);
            if (kill == Kills) break;
            Task[] changes = [.. _expected.Select(m => ChangeAsync(client, m.Key, m.Value, new Random(random.Next())))];
            // Every other life is long enough for something to be acknowledged, the others may end within the first upload.
            int before = _expected.Values.Sum(m => m.Acknowledged);
            for (int i = 0; kill % 2 == 0 && i < 3000 && _expected.Values.Sum(m => m.Acknowledged) == before; i++) await Task.Delay(10);
            await Task.Delay(random.Next(LongestLife));
            service.Kill();
            await Task.WhenAll(changes);
            await draining;
        }
        Assert.That(_expected.Values.Sum(m => m.Acknowledged), Is.GreaterThan(0));
    }

    private async Task CheckAsync(InferenceClient client)
    {
        Dictionary<string, RepositoryModel> listed = (await client.ListModelsAsync()).ToDictionary(m => m.Name);
        Assert.That(listed.Keys, Is.SubsetOf(_expected.Keys));
        using Tensor<float> row = Tensor.Create<float>("inputs", [1, 2], [1, 2]);
        foreach ((string name, Expected expected) in _expected)
        {
            State found = listed.TryGetValue(name, out RepositoryModel? model)
                ? new State([.. model.Versions.Select(v => v.Version)], model.Aliases.GetValueOrDefault("champion"))
                : new State([], 0);
            Assert.That(found.ToString(), Is.AnyOf(expected.Sure.ToString(), expected.Maybe.ToString()), name);
            expected.Settle(found);
            foreach (int version in found.Versions)
            {
                using Predictions predictions = await client.InferAsync(name, [row], version);
                Assert.That(predictions["score"].Get<float>()[0], Is.EqualTo(3f + version), $"{name} {version}");
            }
        }
        string[] digests = [.. listed.Values.SelectMany(m => m.Versions).Select(v => v.Digest["sha256:".Length..]).Distinct()];
        string models = Path.Combine(_folder, "models");
        Assert.That(Directory.GetFiles(Path.Combine(models, "blobs"), "*", SearchOption.AllDirectories).Select(Path.GetFileName),
            Is.EquivalentTo(digests));
        Assert.That(Directory.GetFiles(Path.Combine(models, "staging")), Is.Empty);
    }

    /// <summary>Changes one model, a call at a time, until the service is gone.</summary>
    private static async Task ChangeAsync(InferenceClient client, string name, Expected expected, Random random)
    {
        try
        {
            while (true)
            {
                State now = expected.Sure;
                int[] free = [.. now.Versions.Where(v => v != now.Champion && v != now.Versions[^1])];
                if (now.Versions.Length < 2 || random.Next(3) == 0)
                {
                    int next = expected.NextNumber;
                    expected.Maybe = now with { Versions = [.. now.Versions, next] };
                    ModelVersion version = await client.UploadAsync(name, new MemoryStream(Model(next, name)));
                    Assert.That(version.Version, Is.EqualTo(next));
                }
                else if (free.Length > 0 && random.Next(2) == 0)
                {
                    int gone = free[random.Next(free.Length)];
                    expected.Maybe = now with { Versions = [.. now.Versions.Where(v => v != gone)] };
                    await client.DeleteAsync(name, gone, now: true);
                }
                else
                {
                    int champion = now.Versions[random.Next(now.Versions.Length)];
                    expected.Maybe = now with { Champion = champion };
                    await client.ChangeModelAsync(name, new() { Aliases = new Dictionary<string, int?> { ["champion"] = champion } });
                }
                expected.Acknowledge();
            }
        }
        catch (InferenceException e) when (e.Failure == InferenceFailure.Unavailable)
        {
        }
        catch (HttpRequestException)
        {
        }
    }

    /// <summary><c>score</c> = x0 + x1 + bias, in a file that takes a while to arrive.</summary>
    private static byte[] Model(int bias, string name)
    {
        OnnxGraph graph = new("sum");
        graph.AddOutput("score", graph.Dense(graph.AddInput("inputs", 2), [1, 1], [bias], "sum"));
        OnnxModel model = graph.ToModel();
        model.Metadata["padding"] = name + new string('x', PaddingBytes);
        return model.ToArray();
    }

    private sealed record State(int[] Versions, int Champion)
    {
        public override string ToString() => $"[{string.Join(' ', Versions)}] {Champion}";
    }

    private sealed class Expected
    {
        /// <summary>What was acknowledged.</summary>
        public State Sure { get; private set; } = new([], 0);

        /// <summary>What the change under way makes of it.</summary>
        public State Maybe { get; set; } = new([], 0);

        public int NextNumber { get; private set; } = 1;

        public int Acknowledged { get; private set; }

        public void Acknowledge()
        {
            Acknowledged++;
            Settle(Maybe);
        }

        public void Settle(State found)
        {
            Sure = Maybe = found;
            NextNumber = Math.Max(NextNumber, found.Versions.DefaultIfEmpty().Max() + 1);
        }
    }
}
