using System.Text.Json;
using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Train;

/// <summary>Where training stands.</summary>
/// <param name="Epoch">Which epoch goes, from 1.</param>
/// <param name="Batches">Batches of it that were learnt from.</param>
/// <param name="Place">The place behind them; null: the beginning of the epoch.</param>
/// <param name="Loss">Its loss, where nothing of it is left but the validation; else null.</param>
/// <param name="History">The epochs before it.</param>
internal sealed record TrainingPosition(
    int Epoch, long Batches, BatchPosition? Place, double? Loss, IReadOnlyList<EpochReport> History)
{
    public static TrainingPosition Start { get; } = new(1, 0, null, null, []);

    public string ToJson() => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("epoch", Epoch);
        json.WriteNumber("batches", Batches);
        if (Place is not null) json.WriteString("place", Place.ToJson());
        if (Loss is { } loss) json.WriteNumber("loss", loss);
        json.WriteString("history", new ModelCard { History = History }.ToJson());   // the card knows how reports are spelt
        json.WriteEndObject();
    });

    /// <exception cref="TrainingException">The text is no position.</exception>
    public static TrainingPosition FromJson(string text)
    {
        try
        {
            return JsonSection.Parse(text, "position", Read);
        }
        catch (Exception failure) when (failure is PipelineException or OnnxException or JsonException)
        {
            throw new TrainingException($"The checkpoint does not say where it stands: {failure.Message}", failure);
        }
    }

    private static TrainingPosition Read(JsonSection section)
    {
        long batches = section.Required("batches").Integer(0, long.MaxValue);
        return new TrainingPosition((int)section.Required("epoch").Integer(1, int.MaxValue), batches,
            batches > 0 ? BatchPosition.FromJson(section.Required("place").Text()) : null,
            section["loss"]?.Number(), ModelCard.FromJson(section.Required("history").Text()).History);
    }
}
