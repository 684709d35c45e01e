using System.Text.Json;
using Hep.Jagged;

namespace Hep.Train;

/// <summary>One of several predictions that are made from the same row.</summary>
/// <param name="Name">What is predicted; its output carries the name in front: <c>signal_score</c>.</param>
/// <param name="Targets">The labels that it learns, by their places in the list of each source's <c>label</c>, from 0.</param>
public sealed record HeadSpecification(string Name, params IReadOnlyList<int> Targets)
{
    private const int HeadsAtMost = 100, TargetsAtMost = 1000;

    /// <summary>What is predicted; by default the labels tell.</summary>
    public TrainingTask Task { get; init; } = TrainingTask.Auto;

    /// <summary>What its loss counts beside those of the other heads.</summary>
    public double Weight { get; init; } = 1;

    internal static IReadOnlyList<HeadSpecification> Read(JsonSection section)
    {
        List<HeadSpecification> heads = [];
        foreach ((string name, JsonSection head) in section.Entries())
        {
            if (heads.Count == HeadsAtMost) throw section.Error($"At most {HeadsAtMost} heads are allowed.");
            if (!IsName(name)) throw head.Error($"'{name}' is no name of a head: letters, digits and '_' are expected, a letter first.");
            heads.Add(Read(name, head.WithOnly("targets", "task", "weight")));
        }
        return heads;
    }

    internal static void Write(Utf8JsonWriter json, IReadOnlyList<HeadSpecification> heads)
    {
        json.WriteStartObject();
        foreach (HeadSpecification head in heads)
        {
            json.WriteStartObject(head.Name);
            json.WriteStartArray("targets");
            foreach (int target in head.Targets) json.WriteNumberValue(target);
            json.WriteEndArray();
            json.WriteString("task", ConfigurationWords.Of(ConfigurationWords.HeadTasks, head.Task));
            json.WriteNumber("weight", head.Weight);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static HeadSpecification Read(string name, JsonSection section)
    {
        JsonSection targets = section.Required("targets");
        IReadOnlyList<int> places = targets.Kind == JsonValueKind.Array
            ? targets.Items(Place, TargetsAtMost)
            : [Place(targets)];
        if (places.Count == 0) throw targets.Error("A head learns one label at least.");
        return new HeadSpecification(name, places)
        {
            Task = section["task"]?.Word<TrainingTask>(ConfigurationWords.HeadTasks) ?? TrainingTask.Auto,
            Weight = section["weight"]?.Positive() ?? 1,
        };
    }

    private static int Place(JsonSection section) => (int)section.Integer(0, TargetsAtMost - 1);

    private static bool IsName(string name) =>
        name.Length is > 0 and <= 100 && char.IsAsciiLetter(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
