using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Hep.Jagged;

/// <summary>Reads the sections of a data configuration of weaver; keys and defaults are those of its code.</summary>
internal sealed class WeaverReader
{
    private static readonly string[] Keys =
    [
        "treename", "branch_magic", "file_magic", "selection", "test_time_selection", "preprocess", "new_variables", "inputs", "labels",
        "observers", "monitor_variables", "weights", "bucketing",
    ];

    // What a document may say without effect here, and what to do.
    private static readonly (string Key, string Advice)[] WithoutCounterpart =
    [
        ("branch_magic", "no counterpart: name the branches as the files have them"),
        ("file_magic", "no counterpart: give each set of files a source of its own, with what differs"),
        ("test_time_selection", "no counterpart: a model keeps the cut that it was trained with; for another one convert another file"),
        ("observers", "not needed: predictions and tensors tell the entry that each row is of"),
        ("monitor_variables", "not needed: predictions and tensors tell the entry that each row is of"),
        ("bucketing", "no counterpart: batches are not sorted by length"),
    ];

    private readonly JsonSection _root;
    private readonly List<string> _warnings = [];
    private readonly WeaverVariables _variables;

    public WeaverReader(JsonSection root)
    {
        _root = root.WithOnly(Keys);
        _variables = new WeaverVariables(Given(root, "new_variables"));
    }

    /// <summary>The whole document.</summary>
    public WeaverConfiguration Read()
    {
        string? where = Given(_root, "selection") is { } selection ? _variables.Translate(selection) : null;
        WeaverPreprocess preprocess = WeaverPreprocess.Read(Given(_root, "preprocess"));
        ImmutableArray<WeaverInput> inputs =
            [.. _root.Required("inputs").Entries().Select(i => WeaverInput.Read(i.Key, i.Value, preprocess))];
        FeatureSpecification features = new WeaverFeatures(_variables, _warnings).Make(inputs);
        if (features.Columns.IsEmpty) throw _root.Required("inputs").Error("No variable is named: one at least is expected.");
        (ImmutableArray<string> label, ImmutableArray<string> classes) = ReadLabels();
        (string? weight, ClassWeighting? reweight) =
            Given(_root, "weights") is { } weights ? new WeaverWeights(_variables, classes, _warnings).Read(weights) : default;
        foreach ((string key, string advice) in WithoutCounterpart)
            if (Given(_root, key) is { } section) _warnings.Add($"{section.Path}: {advice}.");
        foreach (JsonSection unused in _variables.Unused)
            _warnings.Add($"{unused.Path}: left out: no input, selection, label or weight needs it.");
        return new WeaverConfiguration(features with { Define = _variables.Definitions, Where = where })
        {
            Tree = Given(_root, "treename")?.Text(),
            Label = label,
            Classes = classes,
            Weight = weight,
            Reweight = reweight,
            Warnings = [.. _warnings],
        };
    }

    /// <summary>The value of a key; what is empty in YAML is as if it were not there.</summary>
    public static JsonSection? Given(JsonSection section, string key) => section[key] is { } value && !IsEmpty(value) ? value : null;

    /// <summary>Whether a value says nothing.</summary>
    public static bool IsEmpty(JsonSection value) =>
        value.Kind == JsonValueKind.Null || (value.Kind == JsonValueKind.Array && value.Items(i => i).IsEmpty);

    private (ImmutableArray<string> Label, ImmutableArray<string> Classes) ReadLabels()
    {
        if (Given(_root, "labels") is not { } labels) return ([], []);
        JsonSection value = labels.WithOnly("type", "value").Required("value");
        if (labels.Required("type").Word([("simple", true), ("custom", false)])) return ReadClasses(value);
        ImmutableArray<string> targets = [.. value.Entries().Select(t => SyntaxText.Write(_variables.OverStored(t.Value)))];
        _warnings.Add($"{labels.Path}: what is learnt from custom labels stands in weaver's Python files: set training.task where "
            + "\"auto\" does not guess it. Several targets are a regression.");
        return (targets, []);
    }

    // The number of the class that is marked: weaver takes the first of the greatest, and refuses entries with none or several.
    private (ImmutableArray<string>, ImmutableArray<string>) ReadClasses(JsonSection value)
    {
        ImmutableArray<JsonSection> marks = value.Items(m => m);
        if (marks.Length < 2) throw value.Error("Two classes at least are expected.");
        SyntaxNode[] trees = [.. marks.Select(_variables.OverStored)];
        SyntaxNode number = Numbered(1);
        for (int i = 2; i < trees.Length; i++) number = new BinaryNode(0, "+", number, Numbered(i));
        ImmutableArray<string> names = [.. marks.Select(m => m.Text())];
        _warnings.Add($"{value.Path}: the label is the number of the class: "
            + string.Join(", ", names.Select((n, i) => string.Create(CultureInfo.InvariantCulture, $"{i} {n}")))
            + ". An entry with none of them counts as the first, where weaver refuses it.");
        return ([SyntaxText.Write(number)], names);

        BinaryNode Numbered(int index) => new(0, "*", new LiteralNode(0, (long)index), trees[index]);
    }
}
