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

    /// <exception cref="TrainingException">There is no such figure, or two of the user's own have one name.</exception>
    public static DecidingFigure Of(TrainingProblem problem)
    {
        string name = problem.Options.Monitor;
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (string known in ValidationPass.NamesOf(problem))
            if (!names.Add(known)) throw new TrainingException($"Two metrics have the name '{known}': give the second another.");
        string[] possible = [.. names.Where(n => Lower.Contains(n) || Higher.Contains(n) || Own(problem, n) is not null)];
        if (!possible.Contains(name))
            throw new TrainingException($"training.monitor: '{name}' cannot decide here.{NearNames.Suggest(name, possible)} "
                + $"Known: {string.Join(", ", possible)}.");
        if (problem.Options.Validation == 0 && name != "loss")
            throw new TrainingException($"training.monitor: without a validation part there is no '{name}': "
                + "give it a share as 'validation'.");
        return new DecidingFigure(name, Own(problem, name)?.IsHigherBetter ?? Higher.Contains(name));
    }

    /// <summary>What decides after an epoch; without a validation part the last is the best.</summary>
    public double ValueOf(EpochReport report) => report.Metrics is { } metrics ? _sign * metrics[_name] : -report.Epoch;

    private static IMetric? Own(TrainingProblem problem, string name) => problem.Options.Metrics.FirstOrDefault(m => m.Name == name);
}
