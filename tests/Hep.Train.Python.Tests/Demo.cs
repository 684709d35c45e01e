using System.Text.Json;
using Hep.Jagged;
using Hep.Root.IO;
using Hep.Testing;

namespace Hep.Train.Python.Tests;

/// <summary>The configuration of the demonstration, trained by sample scripts.</summary>
internal static class Demo
{
    public static string Configuration => File.ReadAllText(Path.Combine(TestData.Repository, "samples", "demo.json"));

    public static string Script(string name) => Path.Combine(TestData.Repository, "samples", "python", name);

    public static Task<RootDataset> OpenAsync()
    {
        using JsonDocument document = JsonDocument.Parse(Configuration,
            new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        string dataset = document.RootElement.GetProperty("dataset").GetRawText();
        return RootDataset.OpenAsync(DatasetSpecification.FromJson(dataset, Path.Combine(TestData.Repository, "samples")));
    }

    public static async Task<TrainingResult> FitAsync(string script, Func<TrainingOptions, TrainingOptions> change, params string[] modules)
    {
        using PythonEngine engine = new(Script(script),
            new PythonOptions { Interpreter = Interpreter.With(modules), Timeout = TimeSpan.FromMinutes(5) });
        return await Trainer.FitAsync(await OpenAsync(), FeatureSpecification.FromConfiguration(Configuration), engine,
            change(TrainingOptions.FromConfiguration(Configuration)));
    }
}
