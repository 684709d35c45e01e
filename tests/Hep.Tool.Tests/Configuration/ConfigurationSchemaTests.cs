using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Hep.Jagged;
using Hep.Testing;
using Hep.Tool.Configuration;
using Hep.Tool.Terminal;
using Hep.Tool.Training;
using Json.Schema;

namespace Hep.Tool.Tests.Configuration;

/// <summary>
/// <c>docs/hep.schema.json</c> against the readers of a configuration. What readers accept they say themselves, in
/// <see cref="PipelineException.Known"/>: at each object of the schema an unknown key is tried, at each choice an unknown word, at each
/// bound the number on either side.
/// </summary>
public sealed class ConfigurationSchemaTests
{
    private static readonly JsonObject Schema =
        JsonNode.Parse(File.ReadAllText(Path.Combine(TestData.Repository, "docs", "hep.schema.json")))!.AsObject();

    private static readonly JsonSerializerOptions WithNan = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Every key that the schema has.</summary>
    private static readonly JsonObject Complete = JsonNode.Parse("""
        {
          "$schema": "hep.schema.json",
          "dataset": {
            "sources": [
              { "files": ["a.root", "b*.root"], "tree": "Events", "label": [1, "nJet"], "weight": "abs(w)",
                  "entries": [0, 100], "default": { "HLT": true, "x": "nan", "y": 1.5 } },
              { "files": "c.root", "label": 0, "weight": 2, "entries": [0, null] }
            ],
            "default": { "z": 0 }, "bad_files": "skip", "metadata_cache": "files.jsonl", "define": { "b": "a + 1" }, "where": "b > 0",
            "reweight": {
              "columns": { "abs(b)": [0, 4], "Jet_phi[0]": { "count": 8, "low": -4, "high": 4, "wrap": true } },
              "to": 1, "ratios": { "0": 2.5, "1": 1 }, "largest_factor": 10, "outside": "keep"
            }
          },
          "features": {
            "columns": ["a", "Jet_*"],
            "collections": { "Jet": { "length": ["p99", 3], "overflow": "error", "pad_mode": "wrap",
                "order_by": "-Jet_pt", "where": "Jet_pt > 20", "members": ["Jet_*"] },
                             "x": { "length": 4 } },
            "scaling": { "*": "standard" }, "categorical": { "k": "auto", "l": [2, 2.5, false] },
                "encode": { "k": "index" }, "clip": { "a": [0, 5e2] },
            "constant": "keep", "padding": "nan", "nan": "error"
          },
          "grid": {
            "planes": [
              { "x": "Jet_eta", "y": "Jet_phi", "x_bins": [40, -4, 4], "y_bins": [[-3, 0, 3]], "wrap_x": false, "wrap_y": true,
                "channels": ["count"], "collision": "first" },
              { "x": "Mu_eta", "y": "Mu_phi", "x_bins": [-1, 1], "y_bins": [-3, -1, 0, 3] }
            ],
            "channels": ["max(Mu_pt)", "sum(Mu_pt)"], "collision": "max"
          },
          "network": { "kind": "dense", "layers": [8], "activation": "tanh", "normalization": "batch", "dropout": 0.5, "use_mask": false,
            "residual": true, "embedding": 2,
            "heads": { "signal": { "targets": 0, "task": "binary", "weight": 2 }, "mass": { "targets": [1] } } },
          "mlnet": {
            "kind": "linear", "use_mask": false, "threads": 2,
            "boosted_trees": { "learner": "fasttree", "iterations": 3, "learning_rate": 0.5, "leaves": 5, "minimum_entries": 6, "bins": 7,
                "entry_fraction": 0.5, "cell_fraction": 0.75, "l2": 1 },
            "linear": { "solver": "sdca", "iterations": 7, "l1": 0.5, "l2": 0.25 }
          },
          "python": { "script": "train.py", "interpreter": "venv/bin/python", "arguments": ["--fast"], "timeout": 60, "memory": 1000000 },
          "training": { "engine": "torchsharp", "task": "binary", "epochs": 1, "batch": 2,
              "optimizer": "sgd", "learning_rate": 0.5, "weight_decay": 0.25, "momentum": 0.5, "nesterov": true,
              "device": "auto", "precision": "bfloat16",
              "schedule": { "kind": "cosine", "warm_up": 3, "every": 4, "factor": 0.5 }, "clip_norm": 1, "accumulate": 2, "monitor": "auc",
              "validation": 0.5,
                        "split_by": ["run"], "patience": 1, "seed": 3, "shuffle": { "buffer": 4, "files": 5 },
                        "mixing": { "order": { "0": 1, "1": 2 }, "end": "first" }, "class_weights": { "0": 1, "1": 0.5 }, "cache": 6 }
        }
        """)!.AsObject();

    /// <summary>The other kinds of networks with every key that they have.</summary>
    private static readonly JsonObject[] OtherNetworks =
    [
        .. JsonNode.Parse("""
            [
              { "kind": "deep_sets", "object_layers": [4], "collections": ["Jet"], "pooling": "sum", "use_cells": false },
              { "kind": "set_transformer", "width": 64, "attention_heads": 1, "blocks": 1, "collections": ["Jet"], 
                "pooling": ["max", "sum"], "use_cells": false },
              { "kind": "convolution", "channels": [4], "kernel": 5, "pool": 3, "use_cells": false },
              { "kind": "autoencoder", "latent": 3, "anomaly": true },
              { "kind": "variational_autoencoder", "divergence_weight": 0.5, "latent": 3, "anomaly": true }
            ]
            """)!.AsArray().Select(n => n!.AsObject()),
    ];

    /// <summary>The places of the complete configuration, and those of the other networks in it.</summary>
    private static IEnumerable<SchemaPlace> Places => SchemaPlace.All(Schema, Complete).Concat(OtherNetworks.SelectMany(network =>
        SchemaPlace.All(Schema, With(network))
            .Where(p => p.Path.StartsWith("network", StringComparison.Ordinal) && p.Path != "network.kind")));

    private static IEnumerable<SchemaPlace> Objects => Places.Where(p => p.Properties.Count > 0 && p.IsObject);

    private static IEnumerable<SchemaPlace> Choices => Places.Where(p => p.Words.Count > 0 && p.Path != "training.engine");

    private static IEnumerable<SchemaPlace> WithDefault => Places.Where(p => p.Alternatives.Any(a => a.ContainsKey("default")));

    private static IEnumerable<TestCaseData> Bounds()
    {
        foreach (SchemaPlace place in Places)
        {
            if (place.Bound("minimum") is { } least) yield return new TestCaseData(place, least, least - 1);
            if (place.Bound("maximum") is { } most) yield return new TestCaseData(place, most, most + 1);
            if (place.Bound("exclusiveMinimum") is { } above) yield return new TestCaseData(place, above + 0.001m, above);
            if (place.Bound("exclusiveMaximum") is { } below) yield return new TestCaseData(place, below - 0.001m, below);
        }
    }

    [Test]
    public void The_schema_is_one_of_draft_2020_12() => Assert.That(Accepts(MetaSchemas.Draft202012, Schema), Is.True);

    [Test]
    public void The_complete_configuration_is_accepted_by_schema_and_readers()
    {
        Assert.That(Accepts(Validator, Complete), Is.True);
        Assert.That(() => Read(Complete), Throws.Nothing);
    }

    [TestCase("demo.json")]
    [TestCase("deep-sets.json")]
    [TestCase("set-transformer.json")]
    [TestCase("convolution.json")]
    [TestCase("autoencoder.json")]
    public void A_configuration_of_the_samples_is_accepted_by_the_schema(string file)
    {
        JsonDocumentOptions lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
        string text = File.ReadAllText(Path.Combine(TestData.Repository, "samples", file));

        JsonNode demo = JsonNode.Parse(text, documentOptions: lenient)!;

        Assert.That(Accepts(Validator, demo), Is.True);
    }

    [TestCaseSource(nameof(Objects))]
    public void An_object_has_the_keys_that_its_reader_knows(SchemaPlace place)
    {
        JsonObject configuration = place.Add("?");

        Assert.That(Refusal(configuration).Known, Is.EquivalentTo(place.Properties.Where(p => p != "$schema")));
        Assert.That(Accepts(Validator, configuration), Is.False);
    }

    [TestCaseSource(nameof(Objects))]
    public void The_complete_configuration_leaves_no_key_of_the_schema_untried(SchemaPlace place)
    {
        IEnumerable<string> tried = Places.Where(p => p.Keys.Count > 0 && p.Keys[^1] is string).Select(p => (string)p.Keys[^1]);

        Assert.That(place.Properties, Is.SubsetOf(tried));
    }

    [TestCaseSource(nameof(Choices))]
    public void A_choice_has_the_words_that_its_reader_knows(SchemaPlace place)
    {
        JsonObject configuration = place.Replace("?");

        Assert.That(Refusal(configuration).Known, Is.EqualTo(place.Words));
        Assert.That(Accepts(Validator, configuration), Is.False);
    }

    [Test]
    public void The_engines_are_those_that_training_has() =>
        Assert.That(Places.Single(p => p.Path == "training.engine").Words, Is.EqualTo(TrainingRun.Known));

    [TestCaseSource(nameof(Bounds))]
    public void A_bound_is_that_of_the_reader(SchemaPlace place, decimal accepted, decimal refused)
    {
        JsonObject bound = place.Replace(accepted);
        if (place.Path == "training.validation") bound["training"]!.AsObject().Remove("patience");   // which needs a validation part

        Assert.That(() => Read(bound), Throws.Nothing);
        Assert.That(Refusal(place.Replace(refused)).Path, Is.EqualTo(place.Path));
        Assert.That(Accepts(Validator, bound), Is.True);
        Assert.That(Accepts(Validator, place.Replace(refused)), Is.False);
    }

    [TestCaseSource(nameof(WithDefault))]
    public void A_default_is_what_the_reader_takes_where_nothing_is_said(SchemaPlace place)
    {
        JsonNode? stated = place.Alternatives.First(a => a.ContainsKey("default"))["default"];

        Assert.That(Read(place.Replace(stated?.DeepClone())), Is.EqualTo(Read(place.Remove())));
    }

    [Test]
    public void Everything_in_the_schema_is_explained()
    {
        IEnumerable<SchemaPlace> keys = Places.Where(p => p.Keys.Count > 0 && p.Keys[^1] is string);

        Assert.That(keys.Where(p => !p.Alternatives.Any(a => a.ContainsKey("description"))).Select(p => p.Path), Is.Empty);
    }

    [Test]
    public void Each_kind_of_network_is_accepted_by_schema_and_readers()
    {
        foreach (JsonObject network in OtherNetworks)
        {
            Assert.That(Accepts(Validator, With(network)), Is.True, network.ToJsonString());
            Assert.That(() => Read(With(network)), Throws.Nothing);
        }
    }

    /// <summary>The complete configuration with another network, which has what all of them have besides its own keys.</summary>
    private static JsonObject With(JsonObject network)
    {
        JsonObject whole = Complete.DeepClone().AsObject(), own = network.DeepClone().AsObject();
        string[] others = own["latent"] is null ? [] : ["residual", "embedding", "heads"];   // what an autoencoder does not have
        foreach ((string key, JsonNode? value) in Complete["network"]!.AsObject())
            if (!own.ContainsKey(key) && !others.Contains(key)) own[key] = value!.DeepClone();
        whole["network"] = own;
        return whole;
    }

    private static JsonSchema Validator { get; } = JsonSchema.FromText(Schema.ToJsonString());

    private static bool Accepts(JsonSchema schema, JsonNode document)
    {
        using JsonDocument parsed = JsonDocument.Parse(document.ToJsonString());
        return schema.Evaluate(parsed.RootElement).IsValid;
    }

    /// <summary>Everything that the readers make of a configuration, as text.</summary>
    private static string Read(JsonObject configuration)
    {
        ConfigurationFile file = ConfigurationFile.Parse(configuration.ToJsonString(), "/configuration.json");
        return string.Join('\n', JsonSerializer.Serialize(file.Dataset(), WithNan),
            file.Features().ToJson(), file.Reweighting()?.ToJson(), file.Network().ToJson(), file.MLNet().ToJson(), file.Python()?.ToJson(),
            file.Training().ToJson());
    }

    /// <summary>What a reader has against a configuration.</summary>
    private static PipelineException Refusal(JsonObject configuration) =>
        (PipelineException)Assert.Throws<ToolException>(() => Read(configuration))!.InnerException!;
}
