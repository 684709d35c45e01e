using System.Text.Json.Nodes;

namespace Hep.Train.Python;

/// <summary>What a script learns of its problem, as JSON: <c>hep.problem</c>.</summary>
internal static class ProblemDocument
{
    private static readonly Dictionary<TrainingTask, string> Tasks = new()
    {
        [TrainingTask.Binary] = "binary",
        [TrainingTask.MultiClass] = "multiclass",
        [TrainingTask.Regression] = "regression",
    };

    /// <exception cref="TrainingException">Scripts cannot learn such a thing.</exception>
    public static JsonObject Of(TrainingProblem problem, PythonOptions options)
    {
        TrainingHead head = problem.OnlyHead();
        return new JsonObject
        {
            ["task"] = Tasks[head.Task],
            ["cells"] = problem.CellCount,
            ["outputs"] = problem.OutputCount,
            ["output"] = head.OutputName,
            ["target_means"] = new JsonArray([.. head.TargetMeans.Select(m => JsonValue.Create(m))]),
            ["target_deviations"] = new JsonArray([.. head.TargetDeviations.Select(d => JsonValue.Create(d))]),
            ["mean_weight"] = problem.MeanWeight,
            ["rank"] = options.Shard.Rank,
            ["world_size"] = options.Shard.Count,
            ["memory"] = options.Memory,
            ["learns"] = true,
            ["inputs"] = new JsonArray("features"),
            ["logits"] = true,
            ["options"] = JsonNode.Parse(problem.Options.ToJson()),
        };
    }
}
