using Hep.Onnx;

namespace Hep.Inference.Server.Repository;

/// <summary>
/// What the catalog keeps of what a model's file says: of its card the text, and what can be searched for; and what it takes and gives.
/// </summary>
internal sealed record CardFacts
{
    private const int LongestWords = 1 << 20;

    /// <summary>A model without a card.</summary>
    public static CardFacts None { get; } = new();

    /// <summary>The card as JSON; null without one.</summary>
    public string? Json { get; private init; }

    /// <summary>What the model takes and gives (<see cref="PredictorMetadata.ToJson"/>); null: it was not asked for yet.</summary>
    public string? Signature { get; init; }

    public string Task { get; private init; } = "";

    public string Engine { get; private init; } = "";

    public IReadOnlyDictionary<string, double> Metrics { get; private init; } = new Dictionary<string, double>();

    /// <summary>The files that the model was trained on.</summary>
    public IReadOnlyList<DataFile> Files { get; private init; } = [];

    /// <summary>The words of the card: what is predicted and from what, and by whom it was made.</summary>
    public string Words { get; private init; } = "";

    public static CardFacts Of(ModelCard? card)
    {
        if (card is null) return None;
        string words = string.Join(' ',
        [
            card.Producer, card.Engine,
            .. card.Heads.SelectMany(h => (string[])[h.Task, h.Output, .. h.Labels]),
            .. card.Statistics.Select(s => s.Name), .. card.Importances.Select(i => i.Column),
            .. card.Data.Files.SelectMany(f => (string[])[f.Location, f.Tree]),
        ]);
        return new CardFacts
        {
            Json = card.ToJson(),
            Task = string.Join(',', card.Heads.Select(h => h.Task).Distinct(StringComparer.Ordinal)),
            Engine = card.Engine.Split(' ')[0],
            Metrics = card.Metrics.Where(m => double.IsFinite(m.Value)).ToDictionary(m => m.Key, m => m.Value),
            Files = card.Data.Files,
            Words = words.Length > LongestWords ? words[..LongestWords] : words,
        };
    }
}
