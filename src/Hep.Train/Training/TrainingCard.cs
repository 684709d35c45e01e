using System.Globalization;
using System.Text.Json;
using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Train;

/// <summary>Writes down how a model came to be.</summary>
internal static class TrainingCard
{
    private const string MaskConvention =
        "mask [n, cells] float32: 1 where the cell of features holds a usable value of the data, "
            + "0 where it is padding or the value was no number";

    public static ModelCard Write(
        ITrainingEngine engine, OnnxModel model, TrainingData data, TrainingOptions options, IReadOnlyList<EpochReport> history,
        Evaluation? validation) =>
        new()
        {
            Created = options.Clock.GetUtcNow(),
            Engine = engine.Name,
            Producer = $"Hep.Train {typeof(Trainer).Assembly.GetName().Version!.ToString(3)}",
            Seed = options.Seed,
            Heads = [.. data.Problem.Heads.Select(h =>
                new ModelHead(h.OutputName, ConfigurationWords.Of(ConfigurationWords.Tasks, h.Task), LabelsOf(h)))],
            Network = engine.Network is { } network ? Element(network.ToJson()) : null,
            Training = Element(options.ToJson()),
            ClassWeights = data.Weighed.InBins is { } inBins ? Element(inBins.ToJson()) : null,
            LabelWeights = data.Weighed.ByLabel?.Classes.ToDictionary(
                c => c.Label.ToString("R", CultureInfo.InvariantCulture), c => c.Factors[0]),
            Metrics = validation?.Metrics ?? new Dictionary<string, double>(),
            History = history,
            Data = data.Fingerprint,
            Statistics = [.. data.Statistics.Columns.Select(Summarize)],
            Mask = model.Inputs.Any(i => i.Name == "mask") ? MaskConvention : "",
        };

    private static string[] LabelsOf(TrainingHead head) => head.Task switch
    {
        TrainingTask.Binary => ["0", "1"],
        TrainingTask.MultiClass => [.. Enumerable.Range(0, head.OutputCount).Select(i => $"{i}")],
        TrainingTask.Regression => [.. head.Targets.Select(i => $"target {i}")],
        _ => [],
    };

    private static ColumnSummary Summarize(ColumnStatistics column) => new()
    {
        Name = column.Name,
        Count = column.Count,
        NotFinite = column.NanCount + column.InfinityCount,
        Minimum = column.Minimum,
        Maximum = column.Maximum,
        Mean = column.Mean,
        StandardDeviation = column.StandardDeviation,
        Quantile25 = column.Quantile25,
        Median = column.Median,
        Quantile75 = column.Quantile75,
    };

    private static JsonElement Element(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
