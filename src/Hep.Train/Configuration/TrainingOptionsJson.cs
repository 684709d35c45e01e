using System.Text.Json;
using Hep.Jagged;

namespace Hep.Train;

/// <summary>Options of training as JSON, read strictly.</summary>
internal static class TrainingOptionsJson
{
    private const int BatchAtMost = 1 << 24, AccumulateAtMost = 1 << 20;
    private const string Balanced = "balanced";

    public static TrainingOptions Read(string json, string path) => JsonSection.Parse(json, path, Read);

    public static TrainingOptions ReadConfiguration(string json) =>
        JsonSection.Parse(json, "", root => root["training"] is { } training ? Read(training) : new TrainingOptions()) with
        {
            Reweight = ClassWeighting.FromConfiguration(json),
        };

    public static string Write(TrainingOptions options) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("engine", options.Engine);
        json.WriteString("device", options.Device);
        json.WriteString("precision", ConfigurationWords.Of(ConfigurationWords.Precisions, options.Precision));
        json.WriteString("task", ConfigurationWords.Of(ConfigurationWords.Tasks, options.Task));
        json.WriteNumber("epochs", options.Epochs);
        json.WriteNumber("batch", options.Batch);
        json.WriteString("optimizer", ConfigurationWords.Of(ConfigurationWords.Optimizers, options.Optimizer));
        json.WriteNumber("learning_rate", options.LearningRate);
        json.WriteNumber("weight_decay", options.WeightDecay);
        json.WriteNumber("momentum", options.Momentum);
        json.WriteBoolean("nesterov", options.Nesterov);
        json.WritePropertyName("schedule");
        ScheduleDocument.Write(json, options.Schedule);
        json.WriteNumber("clip_norm", options.ClipNorm);
        json.WriteNumber("accumulate", options.Accumulate);
        json.WriteNumber("validation", options.Validation);
        json.WriteTexts("split_by", options.SplitBy);
        json.WriteString("monitor", options.Monitor);
        json.WriteNumber("patience", options.Validation > 0 ? options.Patience : 0);   // nobody waits for what is not judged
        json.WriteNumber("seed", options.Seed);
        json.WriteStartObject("shuffle");
        json.WriteNumber("buffer", options.Shuffle.Buffer);
        json.WriteNumber("files", options.Shuffle.Files);
        json.WriteEndObject();
        if (options.Mixing is { } mixing)
        {
            json.WritePropertyName("mixing");
            EntryMixingDocument.Write(json, mixing);
        }
        if (options.ClassWeights is { IsBalanced: true }) json.WriteString("class_weights", Balanced);
        else if (options.ClassWeights is { } weights) LabelNumbers.Write(json, "class_weights", weights.Factors);
        json.WriteNumber("cache", options.Cache);
        json.WriteEndObject();
    });

    private static TrainingOptions Read(JsonSection section)
    {
        section.WithOnly("engine", "device", "precision", "task", "epochs", "batch", "optimizer", "learning_rate", "weight_decay",
            "momentum", "nesterov", "schedule", "clip_norm", "accumulate", "validation", "split_by", "monitor", "patience", "seed",
            "shuffle", "mixing", "class_weights", "cache");
        TrainingOptions defaults = new();
        TrainingOptions options = new()
        {
            Engine = section["engine"]?.Text() ?? defaults.Engine,
            Device = section["device"] is { } device ? ReadDevice(device) : defaults.Device,
            Precision = section["precision"]?.Word<TrainingPrecision>(ConfigurationWords.Precisions) ?? defaults.Precision,
            Task = section["task"]?.Word<TrainingTask>(ConfigurationWords.Tasks) ?? defaults.Task,
            Epochs = (int)(section["epochs"]?.Integer(1, int.MaxValue) ?? defaults.Epochs),
            Batch = (int)(section["batch"]?.Integer(1, BatchAtMost) ?? defaults.Batch),
            Optimizer = section["optimizer"]?.Word<OptimizerKind>(ConfigurationWords.Optimizers) ?? defaults.Optimizer,
            LearningRate = section["learning_rate"]?.Positive() ?? defaults.LearningRate,
            WeightDecay = section["weight_decay"]?.NotNegative() ?? defaults.WeightDecay,
            Momentum = section["momentum"]?.Fraction() ?? defaults.Momentum,
            Nesterov = section["nesterov"]?.Truth() ?? defaults.Nesterov,
            Schedule = section["schedule"] is { } schedule ? ScheduleDocument.Read(schedule) : defaults.Schedule,
            ClipNorm = section["clip_norm"]?.NotNegative() ?? defaults.ClipNorm,
            Accumulate = (int)(section["accumulate"]?.Integer(1, AccumulateAtMost) ?? defaults.Accumulate),
            Validation = section["validation"]?.Fraction() ?? defaults.Validation,
            SplitBy = section["split_by"]?.Items(c => c.Text(), 100) ?? defaults.SplitBy,
            Monitor = section["monitor"]?.Text() ?? defaults.Monitor,
            Patience = (int)(section["patience"]?.Integer(0, int.MaxValue) ?? defaults.Patience),
            Seed = section["seed"]?.Integer(long.MinValue, long.MaxValue) ?? defaults.Seed,
            Shuffle = section["shuffle"] is { } shuffle ? ReadShuffle(shuffle) : defaults.Shuffle,
            Mixing = section["mixing"] is { } mixing ? EntryMixingDocument.Read(mixing) : null,
            ClassWeights = section["class_weights"] is { } weights ? ReadClassWeights(weights) : null,
            Cache = section["cache"]?.Integer(0, long.MaxValue) ?? defaults.Cache,
        };
        if (options.MomentumFault is { } fault) throw (section["momentum"] ?? section.Required("nesterov")).Error(fault);
        if (options is { Validation: 0, Patience: > 0 } && section["patience"] is { } patience)
            throw patience.Error("Without a validation part nothing tells when to stop: "
                + "give it a share as 'validation', or leave this out.");
        if (options.PlateauIsUnseen) throw section.Required("schedule").Error(TrainingOptions.UnseenPlateau);
        return options.BalancesTwice ? throw section.Required("class_weights").Error(TrainingOptions.BalancedTwice) : options;
    }

    private static string ReadDevice(JsonSection section) =>
        DeviceName.FaultOf(section.Text()) is { } fault ? throw section.Error(fault) : section.Text();

    private static LabelWeights ReadClassWeights(JsonSection section) => section.Kind == JsonValueKind.Object
        ? LabelWeights.Of(LabelNumbers.Read(section))
        : section.Word([(Balanced, LabelWeights.Balanced)]);

    private static ShuffleOptions ReadShuffle(JsonSection section)
    {
        section.WithOnly("buffer", "files");
        ShuffleOptions defaults = new();
        return new ShuffleOptions
        {
            Buffer = (int)(section["buffer"]?.Integer(1, int.MaxValue) ?? defaults.Buffer),
            Files = (int)(section["files"]?.Integer(1, 10_000) ?? defaults.Files),
        };
    }
}
