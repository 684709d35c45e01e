using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Hep.Onnx;

namespace Hep.Train;

/// <summary>
/// What is trained, as a JSON document: engine, network, options, data, and the pipeline that the data's statistics made.
/// </summary>
internal static class TrainingIdentity
{
    private const int ToldAtMost = 5;

    /// <summary>Options that say when training ends, and nothing about the way there.</summary>
    private static readonly string[] Ends = ["patience", "epochs"];

    /// <summary>Where it is computed: training may go on elsewhere.</summary>
    private const string Device = "device";

    public static string Of(ITrainingEngine engine, TrainingProblem problem, TrainingData data)
    {
        TrainingOptions options = problem.Options;
        JsonObject told = JsonNode.Parse(options.ToJson())!.AsObject();
        foreach (string end in Ends.Where(e => e == "patience" || !options.Schedule.DependsOnEnd)) told.Remove(end);
        told.Remove(Device);
        return new JsonObject
        {
            ["engine"] = engine.Name,
            ["network"] = engine.Network is { } network ? JsonNode.Parse(network.ToJson()) : null,
            ["options"] = told,
            ["data"] = new JsonObject
            {
                ["entries"] = data.Fingerprint.Entries,
                ["training_entries"] = data.Fingerprint.TrainingEntries,
                ["validation_entries"] = data.Fingerprint.ValidationEntries,
                ["files"] = new JsonArray([.. data.Fingerprint.Files.Select(FileOf)]),
                ["mean_weight"] = problem.MeanWeight,
                ["heads"] = new JsonArray([.. problem.Heads.Select(HeadOf)]),
                ["pipeline_sha256"] = Digest(data.Pipeline.ToJson()),
                ["class_weights_sha256"] = data.Weighed.InBins is { } inBins ? Digest(inBins.ToJson()) : null,
            },
        }.ToJsonString();
    }

    /// <summary>Refuses a checkpoint of another training.</summary>
    /// <exception cref="TrainingException">It is of another one; the message says what differs.</exception>
    public static void Check(string checkpoint, string present)
    {
        List<string> differences = [];
        Compare("", JsonNode.Parse(checkpoint), JsonNode.Parse(present), differences);
        if (differences.Count == 0) return;
        string further = differences.Count > ToldAtMost ? $", and {differences.Count - ToldAtMost} more" : "";
        throw new TrainingException($"The checkpoint is of another training: {string.Join("; ", differences.Take(ToldAtMost))}{further}. "
            + "Train as it was begun, or anew in another folder.");
    }

    private static JsonNode HeadOf(TrainingHead head) => new JsonObject
    {
        ["output"] = head.OutputName,
        ["count"] = head.OutputCount,
        ["weight"] = head.Weight,
        ["targets"] = new JsonArray([.. head.Targets.Select(t => JsonValue.Create(t))]),
        ["means"] = new JsonArray([.. head.TargetMeans.Select(m => JsonValue.Create(m))]),
    };

    private static JsonNode FileOf(DataFile file) => new JsonObject
    {
        ["tree"] = file.Tree,
        ["id"] = file.Id.ToString(),
        ["bytes"] = file.Bytes,
        ["entries"] = file.Entries,
        ["checksum"] = file.Checksum,
    };

    private static void Compare(string path, JsonNode? then, JsonNode? now, List<string> differences)
    {
        if (then is JsonObject before && now is JsonObject after)
            foreach (string key in before.Select(m => m.Key).Union(after.Select(m => m.Key)))
                Compare(path.Length == 0 ? key : $"{path}.{key}", before[key], after[key], differences);
        else if (then is JsonArray thenItems && now is JsonArray nowItems && thenItems.Count == nowItems.Count)
            for (int i = 0; i < thenItems.Count; i++) Compare($"{path}[{i}]", thenItems[i], nowItems[i], differences);
        else if (!JsonNode.DeepEquals(then, now)) differences.Add(Tell(path, then, now));
    }

    /// <summary>A difference as one who wrote the configuration knows it.</summary>
    private static string Tell(string path, JsonNode? then, JsonNode? now) => path switch
    {
        "data.pipeline_sha256" => "the features are others (the section features, or the statistics of the training part)",
        "data.class_weights_sha256" => "the factors of classes are others (dataset.reweight, or the training part)",
        _ => $"{(path.StartsWith("options.", StringComparison.Ordinal) ? $"training.{path["options.".Length..]}" : path)} "
            + $"was {Short(then)} and is {Short(now)}",
    };

    private static string Short(JsonNode? node) =>
        node is null ? "absent" : node.ToJsonString() is { Length: > 60 } text ? $"{text[..60]}…" : node.ToJsonString();

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
