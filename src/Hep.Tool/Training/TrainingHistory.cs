using System.Text.Json;
using Hep.Onnx;

namespace Hep.Tool.Training;

/// <summary>The course of training as a document of its own, for plots and notebooks: the card's <c>history</c>.</summary>
internal static class TrainingHistory
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>A list with an object an epoch; NaN is null.</summary>
    public static string ToJson(IReadOnlyList<EpochReport> history)
    {
        // The card's own writer is the one place that knows how reports are spelt.
        using JsonDocument card = JsonDocument.Parse(new ModelCard { History = history }.ToJson());
        return JsonSerializer.Serialize(card.RootElement.GetProperty("history"), Indented) + "\n";
    }
}
