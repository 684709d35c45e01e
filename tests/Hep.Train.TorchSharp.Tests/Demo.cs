using System.Text.Json;
using Hep.Jagged;
using Hep.Root.IO;
using Hep.Testing;

namespace Hep.Train.TorchSharp.Tests;

/// <summary>A configuration of the samples, section by section as its owners read it.</summary>
internal sealed class Demo
{
    private static readonly string Folder = Path.Combine(TestData.Repository, "samples");

    private Demo(string configuration) => Configuration = configuration;

    /// <summary>What <c>hep demo</c> runs.</summary>
    public static Demo Default { get; } = Of("demo.json");

    public string Configuration { get; }

    public static Demo Of(string file) => new(File.ReadAllText(Path.Combine(Folder, file)));

    public Task<RootDataset> OpenAsync()
    {
        using JsonDocument document = JsonDocument.Parse(Configuration,
            new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        return RootDataset.OpenAsync(DatasetSpecification.FromJson(document.RootElement.GetProperty("dataset").GetRawText(), Folder));
    }

    public Task<TrainingResult> FitAsync(IBatchSource data, ITrainingEngine engine, Func<TrainingOptions, TrainingOptions> change) =>
        Trainer.FitAsync(data, FeatureSpecification.FromConfiguration(Configuration), engine,
            change(TrainingOptions.FromConfiguration(Configuration)));
}
