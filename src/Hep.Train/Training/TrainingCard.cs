using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Train;

/// <summary>Writes down how a model came to be.</summary>
internal static class TrainingCard
{
    private const int CurvePoints = 200, BinCount = 10;
    private const string MaskConvention =
        "mask [n, cells] float32: 1 where the cell of features holds a usable value of the data, "
            + "0 where it is padding or the value was no number";

    public static ModelCard Write(
        ITrainingEngine engine, OnnxModel model, TrainingProblem problem, TrainingData data, IReadOnlyList<EpochReport> history,
        Evaluation? validation, IReadOnlyList<FeatureImportance> importances) =>
        new()
        {
            Created = problem.Options.Clock.GetUtcNow(),
            Engine = engine.Name,
            Producer = $"Hep.Train {VersionOf(typeof(Trainer))}",
            Seed = problem.Options.Seed,
            Heads = [.. problem.Heads.Select((head, i) => HeadOf(head, validation?.Heads[i]))],
            Network = engine.Network is { } network ? Element(network.ToJson()) : null,
            Model = engine.Settings is { } settings ? Element(settings) : null,
            Trained = engine.Trained is { } trained ? Element(trained) : null,
            Training = Element(problem.Options.ToJson()),
            Configuration = problem.Options.Configuration,
            ClassWeights = data.Weighed.InBins is { } inBins ? Element(inBins.ToJson()) : null,
            LabelWeights = data.Weighed.ByLabel?.Classes.ToDictionary(
                c => c.Label.ToString("R", CultureInfo.InvariantCulture), c => c.Factors[0]),
            Metrics = validation?.Metrics ?? new Dictionary<string, double>(),
            Importances = importances,
            Versions = new Dictionary<string, string>
            {
                [".NET"] = Environment.Version.ToString(),
                ["system"] = RuntimeInformation.RuntimeIdentifier,
                ["code"] = CodeOf(typeof(Trainer)),
                ["Hep.Train"] = VersionOf(typeof(Trainer)),
                ["Hep.Jagged"] = VersionOf(typeof(FeaturePipeline)),
                ["Hep.Onnx"] = VersionOf(typeof(OnnxModel)),
            },
            History = history,
            Data = data.Fingerprint,
            Statistics = [.. data.Statistics.Columns.Select(Summarize)],
            Collections = [.. data.Statistics.Collections.Select(c => Summarize(c, data.Pipeline))],
            Mask = model.Inputs.Any(i => i.Name == "mask") ? MaskConvention : "",
        };

    private static ModelHead HeadOf(TrainingHead head, HeadEvaluation? validation) =>
        new(head.OutputName, ConfigurationWords.Of(ConfigurationWords.CardTasks, head.Task), LabelsOf(head))
        {
            Curves = [.. (validation?.ClassRocs ?? []).Select((roc, i) => CurveOf(roc, head.OutputCount == 1 ? "1" : $"{i}"))],
            Confusion = validation?.Confusion ?? [],
        };

    private static string VersionOf(Type type) => type.Assembly.GetName().Version!.ToString(3);

    // With the commit, where the build knew it.
    private static string CodeOf(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? VersionOf(type);

    private static CardCurve CurveOf(RocCurve roc, string label)
    {
        RocCurve thin = roc.Thin(CurvePoints);
        return new CardCurve(label, roc.Area, [.. thin.Thresholds.Select(t => (double)t)], thin.BackgroundEfficiency,
            thin.SignalEfficiency);
    }

    private static string[] LabelsOf(TrainingHead head) => head.Task switch
    {
        TrainingTask.Binary => ["0", "1"],
        TrainingTask.MultiClass => [.. Enumerable.Range(0, head.OutputCount).Select(i => $"{i}")],
        TrainingTask.Regression => [.. head.Targets.Select(i => $"target {i}")],
        _ => [],
    };

    private static CollectionSummary Summarize(CollectionStatistics collection, FeaturePipeline pipeline)
    {
        LengthHistogram lengths = collection.Lengths;
        int slots = pipeline.Collections.First(c => c.Name == collection.Name).Slots;
        long lists = lengths.ListCount, objects = lengths.Counts.Sum(l => l.Key * l.Value);
        long truncated = lengths.Counts.Where(l => l.Key > slots).Sum(l => l.Value);
        return new CollectionSummary(collection.Name, lists, lists == 0 ? double.NaN : (double)objects / lists, lengths.Maximum,
            lists == 0 ? 0 : (double)truncated / lists);
    }

    private static ColumnSummary Summarize(ColumnStatistics column) => Summarize(column, column.Bins(BinCount));

    private static ColumnSummary Summarize(ColumnStatistics column, ValueBins? bins) => new()
    {
        Edges = bins?.Edges ?? [],
        Fractions = bins?.Fractions ?? [],
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
