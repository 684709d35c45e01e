using Hep.Onnx;

namespace Hep.Train;

/// <summary>The words by which configurations spell choices: read and written from one table each.</summary>
internal static class ConfigurationWords
{
    public static readonly (string Word, Activation Value)[] Activations =
    [
        ("relu", Activation.Relu), ("leaky_relu", Activation.LeakyRelu), ("elu", Activation.Elu), ("selu", Activation.Selu),
        ("gelu", Activation.Gelu),
        ("silu", Activation.Silu), ("tanh", Activation.Tanh), ("sigmoid", Activation.Sigmoid), ("softplus", Activation.Softplus),
    ];

    public static readonly (string Word, OptimizerKind Value)[] Optimizers =
        [("adam", OptimizerKind.Adam), ("adamw", OptimizerKind.AdamW), ("sgd", OptimizerKind.Sgd)];

    public static readonly (string Word, TrainingPrecision Value)[] Precisions =
        [("float32", TrainingPrecision.Float32), ("bfloat16", TrainingPrecision.BFloat16)];

    public static readonly (string Word, ScheduleKind Value)[] Schedules =
        [("constant", ScheduleKind.Constant), ("step", ScheduleKind.Step), ("cosine", ScheduleKind.Cosine),
            ("one_cycle", ScheduleKind.OneCycle), ("plateau", ScheduleKind.Plateau)];

    public static readonly (string Word, TrainingTask Value)[] Tasks =
        [("auto", TrainingTask.Auto), (ModelTasks.Binary, TrainingTask.Binary), (ModelTasks.MultiClass, TrainingTask.MultiClass),
            (ModelTasks.Regression, TrainingTask.Regression), (ModelTasks.Reconstruction, TrainingTask.Reconstruction)];

    /// <summary>The tasks that a card may name.</summary>
    public static readonly (string Word, TrainingTask Value)[] CardTasks = [.. Tasks, (ModelTasks.Anomaly, TrainingTask.Anomaly)];

    /// <summary>The tasks of one head of several.</summary>
    public static readonly (string Word, TrainingTask Value)[] HeadTasks = [.. Tasks.Where(t => t.Value != TrainingTask.Reconstruction)];

    public static readonly (string Word, Normalization Value)[] Normalizations =
        [("none", Normalization.None), ("batch", Normalization.Batch), ("layer", Normalization.Layer)];

    public static readonly (string Word, Pooling Value)[] Poolings = [("sum", Pooling.Sum), ("mean", Pooling.Mean), ("max", Pooling.Max)];

    /// <summary>The word of a value.</summary>
    public static string Of<T>((string Word, T Value)[] words, T value) where T : notnull =>
        Array.Find(words, w => w.Value.Equals(value)).Word;
}
