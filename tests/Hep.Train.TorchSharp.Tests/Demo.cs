using System.Text.Json;
using Hep.Jagged;
using Hep.Root.IO;
using Hep.Testing;

namespace Hep.Train.TorchSharp.Tests;

/// <summary>The configuration of the demonstration, section by section as its owners read it.</summary>
internal static class Demo
{
    public static string Configuration => File.ReadAllText(Path.Combine(TestData.Repository, "samples", "demo.json"));

    public static Task<RootDataset> OpenAsync()
    {
        using JsonDocument document = JsonDocument.Parse(Configuration,
            new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        string dataset = document.RootElement.GetProperty("dataset").GetRawText();
        return RootDataset.OpenAsync(DatasetSpecification.FromJson(dataset, Path.Combine(TestData.Repository, "samples")));
    }

    public static Task<TrainingResult> FitAsync(IBatchSource data, ITrainingEngine engine, Func<TrainingOptions, TrainingOptions> change) =>
        Trainer.FitAsync(data, FeatureSpecification.FromConfiguration(Configuration), engine,
            change(TrainingOptions.FromConfiguration(Configuration)));
}
