using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Train;

/// <summary>The figure that decides, as a number that falls where a model gets better.</summary>
internal sealed class DecidingFigure
{
    private static readonly string[] Lower = ["loss", "log_loss", "mse", "mae", "rmse", "resolution"];
    private static readonly string[] Higher = ["auc", "accuracy", "precision", "recall", "f1", "r2"];

    private readonly string _name;
    private readonly int _sign;

    private DecidingFigure(string name, bool isHigherBetter) => (_name, _sign) = (name, isHigherBetter ? -1 : 1);

    /// <exception cref="TrainingException">There is no such figure, two have one name, or a metric judges no head.</exception>
    public static DecidingFigure Of(TrainingProblem problem)
    {
        string name = problem.Options.Monitor;
        Dictionary<string, bool?> figures = FiguresOf(problem);
        string[] possible = [.. figures.Where(f => f.Value is not null).Select(f => f.Key)];
        if (!possible.Contains(name))
            throw new TrainingException($"training.monitor: '{name}' cannot decide here.{Nearest(name, possible)} "
                + $"Known: {string.Join(", ", possible)}.");
        if (problem.Options.Validation == 0 && name != "loss")
            throw new TrainingException($"training.monitor: without a validation part there is no '{name}': "
                + "give it a share as 'validation'.");
        return new DecidingFigure(name, figures[name]!.Value);
    }

    /// <summary>What decides after an epoch; without a validation part the last is the best.</summary>
    public double ValueOf(EpochReport report) => report.Metrics is { } metrics ? _sign * metrics[_name] : -report.Epoch;

    /// <summary>The epoch that was best.</summary>
    /// <exception cref="TrainingException">The figure had no value, so that none was.</exception>
    public int BestOf(IReadOnlyList<EpochReport> history) => history.LastOrDefault(r => r.IsBest)?.Epoch
        ?? throw new TrainingException($"training.monitor: '{_name}' has no value after any of {history.Count} epochs, so that none is the "
            + "best. It may need both classes, or some of each decision, in the validation part: choose another figure, such as 'loss'.");

    /// <summary>What may be meant: of several heads the name of a figure is that of none.</summary>
    private static string Nearest(string name, string[] possible) =>
        possible.Where(p => p.EndsWith($"_{name}", StringComparison.Ordinal)).ToArray() is { Length: > 0 } ofHeads
            ? $" Nearest: {string.Join(", ", ofHeads)}." : NearNames.Suggest(name, possible);

    /// <summary>What evaluations of a problem tell, and whether more of it is better; null: neither more nor less is.</summary>
    private static Dictionary<string, bool?> FiguresOf(TrainingProblem problem)
    {
        Dictionary<string, bool?> figures = new(StringComparer.Ordinal);
        HashSet<IMetric> idle = [.. problem.Options.Metrics];
        foreach (TrainingHead head in problem.Heads)
        {
            HeadMetrics metrics = new(head, problem.Options.Metrics);
            foreach (string known in metrics.Names) Add(head, known, Higher.Contains(known) ? true : Lower.Contains(known) ? false : null);
            foreach (IMetric own in metrics.Own) Add(head, own.Name, own.IsHigherBetter);
            idle.ExceptWith(metrics.Own);
        }
        if (idle.FirstOrDefault() is { } unused)
            throw new TrainingException($"The metric '{unused.Name}' judges nothing of what is predicted here: leave it out.");
        figures["loss"] = false;
        return figures;

        void Add(TrainingHead head, string figure, bool? isHigherBetter)
        {
            string name = head.FigureOf(figure, problem.Heads.Count);
            if (!figures.TryAdd(name, isHigherBetter))
                throw new TrainingException($"Two metrics have the name '{name}': give the second another.");
        }
    }
}
