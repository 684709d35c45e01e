using System.Globalization;
using Hep.Inference;
using Hep.Tool.Terminal;

namespace Hep.Tool.Scores;

/// <summary>What many scores are like: mean and quantiles of those of selected events.</summary>
/// <param name="folds">The models of folds that score, each some events; 0: one model scores all.</param>
internal sealed class ScoreSummary(int folds)
{
    private const int MostKept = 1_000_000;     // of all numbers of an event together: those of an autoencoder are many

    private static readonly double[] Quantiles = [0.05, 0.25, 0.5, 0.75, 0.95];

    private readonly Dictionary<string, ScoreSample> _samples = new(StringComparer.Ordinal);

    /// <summary>Events so far.</summary>
    public long EventCount { get; private set; }

    /// <summary>Events that passed the model's cut.</summary>
    public long SelectedCount { get; private set; }

    /// <summary>Events that all models of folds scored.</summary>
    private long MeanCount { get; set; }

    /// <summary>Adds predictions, which stay whole.</summary>
    public void Add(Predictions predictions)
    {
        EventCount += predictions.Count;
        SelectedCount += predictions.Selected.Count(true);
        if (folds > 0) MeanCount += predictions[FoldedPredictor.FoldOutput].Get<int>().Count(FoldedPredictor.Mean);
        IReadOnlyList<ScoreColumn> columns = ScoreColumn.Of(predictions);
        foreach (ScoreColumn column in columns)
        {
            if (folds > 0 && column.Name == FoldedPredictor.FoldOutput) continue;   // a number, and no score
            if (!_samples.TryGetValue(column.Name, out ScoreSample? sample))
                _samples.Add(column.Name, sample = new ScoreSample(Math.Max(MostKept / columns.Count, 1)));
            for (int row = 0; row < predictions.Count; row++)
                if (predictions.Selected[row]) sample.Add(column.Get(row));
        }
    }

    /// <summary>Writes a table with a line for each number of the model's outputs.</summary>
    public void Write(Session session, TextWriter to)
    {
        TextTable table = new(["output", ">mean", .. Quantiles.Select(q => string.Create(CultureInfo.InvariantCulture, $">{100 * q} %"))]);
        foreach ((string name, ScoreSample sample) in _samples)
            table.Add([name, Figure.Of(sample.Mean), .. Quantiles.Select(q => Figure.Of(sample.GetQuantile(q)))]);
        table.Write(session, to);
        if (folds > 0)
            to.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{EventCount - MeanCount:N0} events by the model of their fold, {MeanCount:N0} by the mean of all {folds}"));
    }
}
