using System.Text.Json;
using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Inference;

/// <summary>How training divided entries into folds, and of which trees it read them, as the cards of its models say.</summary>
internal sealed class FoldDivision
{
    private readonly EntrySplit _split;
    private readonly HashSet<(Guid File, string Tree)> _trees;
    private readonly bool _knowsAllTrees;

    private FoldDivision(CardFold fold, IReadOnlyList<ModelCard> cards)
    {
        Count = fold.Count;
        _split = new EntrySplit { Seed = fold.Seed, By = fold.By };
        _trees = [.. cards.SelectMany(c => c.Data.Files).Select(f => (f.Id, f.Tree))];
        _knowsAllTrees = cards.All(c => c.Data.FileCount <= c.Data.Files.Count);
    }

    /// <summary>k.</summary>
    public int Count { get; }

    /// <summary>The columns whose values decide; none: file, tree and number of the entry.</summary>
    public IReadOnlyList<string> By => _split.By;

    /// <summary>Sorts models by their folds, and checks that they are all those of one training.</summary>
    /// <exception cref="InferenceException">They are not; the message says what is missing, twice there, or unlike.</exception>
    public static (FoldDivision Division, IPredictor[] Models) Of(IReadOnlyList<FoldModel> models)
    {
        if (models.Count == 0) throw Refuse("No model of a fold was given.");
        FoldModel first = models[0];
        CardFold division = FoldOf(first);
        if (division.Count < 2) throw Refuse($"The card of '{NameOf(first)}' tells {division.Count} folds: 2 or more are expected.");
        Dictionary<int, FoldModel> byFold = [];
        foreach (FoldModel model in models)
        {
            CardFold fold = FoldOf(model);
            CheckSameTraining(first, model);
            if (!byFold.TryAdd(fold.Fold, model))
                throw Refuse($"'{NameOf(byFold[fold.Fold])}' and '{NameOf(model)}' are both of fold {fold.Fold}: leave one of them out.");
        }
        // Seldom many: a card may say anything of their number, the models that were given are counted.
        if (byFold.Count < division.Count || byFold.Keys.Any(f => f < 0 || f >= division.Count))
            throw Refuse($"The models are of folds {string.Join(", ", byFold.Keys.Order())} out of 0 to {division.Count - 1}: "
                + "give all models of the training, NAME.fold*.onnx.");
        FoldModel[] sorted = [.. Enumerable.Range(0, division.Count).Select(f => byFold[f])];
        return (new FoldDivision(division, [.. sorted.Select(m => m.Card!)]), [.. sorted.Select(m => m.Predictor)]);
    }

    /// <summary>Tells the fold of each entry; −1: training did not read its tree.</summary>
    /// <param name="events">The entries.</param>
    /// <param name="areSkims">Whether the columns tell the folds of entries in other trees too.</param>
    /// <param name="folds">One an entry.</param>
    /// <exception cref="PipelineException">A column that decides is missing, or has not one value an entry.</exception>
    public void CopyFolds(EntryBatch events, bool areSkims, Span<int> folds)
    {
        _split.CopyFolds(events, Count, folds);
        if (areSkims || !_knowsAllTrees) return;
        EntryIdentities identities = events.Identities;
        bool[] wasRead = [.. identities.Sources.Select(s => _trees.Contains((s.File, s.Tree)))];
        ReadOnlySpan<int> sources = identities.SourceIndices;
        for (int entry = 0; entry < folds.Length; entry++)
            if (!wasRead[sources[entry]]) folds[entry] = FoldedPredictor.Mean;
    }

    private static void CheckSameTraining(FoldModel first, FoldModel other)
    {
        (CardFold a, CardFold b) = (FoldOf(first), FoldOf(other));
        if ((a.Count, a.Seed) != (b.Count, b.Seed) || !a.By.SequenceEqual(b.By))
            throw Refuse($"'{NameOf(first)}' and '{NameOf(other)}' divide entries in other ways: give models of one training.");
        if (first.Card!.Engine != other.Card!.Engine || !AreAlike(first.Card.Training, other.Card.Training)
            || !AreAlike(first.Card.Network, other.Card.Network) || !AreAlike(first.Card.Model, other.Card.Model))
            throw Refuse($"'{NameOf(first)}' and '{NameOf(other)}' were trained in other ways: give models of one training.");
    }

    private static bool AreAlike(JsonElement? a, JsonElement? b) =>
        a is { } one && b is { } other ? JsonElement.DeepEquals(one, other) : a is null && b is null;

    private static CardFold FoldOf(FoldModel model) => model.Card?.Fold
        ?? throw Refuse($"The model '{NameOf(model)}' is not one of several that were trained on folds: predict with it alone.");

    private static string NameOf(FoldModel model) => model.Predictor.Metadata.Name;

    private static InferenceException Refuse(string message) => new(InferenceFailure.InvalidModel, message);
}
