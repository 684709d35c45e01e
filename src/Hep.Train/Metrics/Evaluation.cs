namespace Hep.Train;

/// <summary>How good a model's predictions for the validation part are.</summary>
public sealed class Evaluation
{
    internal Evaluation(long entries, IReadOnlyList<HeadEvaluation> heads)
    {
        Dictionary<string, double> metrics = new(StringComparer.Ordinal) { ["loss"] = heads.Sum(h => h.Head.Weight * h.Loss) };
        foreach (HeadEvaluation head in heads)
            foreach ((string name, double value) in head.Metrics) metrics.TryAdd(head.Head.FigureOf(name, heads.Count), value);
        (EntryCount, Heads, Metrics) = (entries, heads, metrics);
    }

    /// <summary>The number of entries.</summary>
    public long EntryCount { get; }

    /// <summary>How good each head is, in the order of the problem: one, or several.</summary>
    public IReadOnlyList<HeadEvaluation> Heads { get; }

    /// <summary>
    /// The figures by the names they have in a card: <c>loss</c>, and those of the head, <see cref="HeadEvaluation.Metrics"/>; of several
    /// heads each with the head's name in front, <c>signal_auc</c>.
    /// </summary>
    public IReadOnlyDictionary<string, double> Metrics { get; }

    /// <summary>The losses of the heads, summed, each with its weight.</summary>
    public double Loss => Metrics["loss"];

    /// <summary>The ROC curve where the model has one head, a binary score; else null.</summary>
    public RocCurve? Roc => Heads is [var only] ? only.Roc : null;

    /// <summary>The figure of this name; null where there is none.</summary>
    internal double? Find(string name) => Metrics.TryGetValue(name, out double value) ? value : null;
}
