using System.Globalization;
using System.Text.Json;

namespace Hep.Train.Python;

/// <summary>What a script says at the end of an epoch.</summary>
/// <param name="Loss">Its mean loss.</param>
/// <param name="IsFinished">Whether the script is done with learning.</param>
/// <param name="Figures">Further figures, by name, for people.</param>
internal sealed record EpochOutcome(double Loss, bool IsFinished, IReadOnlyDictionary<string, double> Figures)
{
    /// <exception cref="InvalidDataException">The bytes say no such thing.</exception>
    public static EpochOutcome Read(ReadOnlySpan<byte> json)
    {
        try
        {
            Utf8JsonReader reader = new(json);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            JsonElement root = document.RootElement;
            return new EpochOutcome(Number(root.GetProperty("loss")), root.GetProperty("finished").GetBoolean(),
                root.GetProperty("figures").EnumerateObject().ToDictionary(f => f.Name, f => Number(f.Value)));
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            throw new InvalidDataException("tells the end of an epoch in a form that cannot be read", failure);
        }
    }

    /// <summary>Numbers come as texts, as JSON has neither NaN nor infinities.</summary>
    private static double Number(JsonElement text) =>
        double.TryParse(text.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : double.NaN;
}
