using System.Globalization;
using CsCheck;
using static Hep.Jagged.Tests.Pipelines.TestColumns;

namespace Hep.Jagged.Tests.Weaver;

public sealed class WeaverConfigurationTests
{
    private const string Inputs = """ "inputs": { "pf_features": { "length": 4, "vars": ["x"] } } """;

    [Test]
    public void Cuts_and_variables_become_a_cut_and_the_definitions_that_are_needed_in_their_order()
    {
        WeaverConfiguration weaver = WeaverConfiguration.FromJson("""
            {
              "treename": "Events", "selection": "(pt > 30) & (met < 500)",
              "new_variables": { "frac": "x / ht", "ht": "ak.sum(x, axis=1)", "nobody": "ak.cartesian(x)", "pt": "pt" },
              "inputs": { "pf_features": { "length": 4, "vars": ["frac", ["x", null]] } }
            }
            """);

        Assert.That(weaver.Tree, Is.EqualTo("Events"));
        Assert.That(weaver.Features.Where, Is.EqualTo("pt > 30 && met < 500"));
        Assert.That(weaver.Features.Define,
            Is.EqualTo(new ColumnDefinition[] { new("ht", "sum(x)"), new("frac", "x / ht") }));
        Assert.That(weaver.Features.Columns, Is.EqualTo(new[] { "frac", "x" }));
        Assert.That(weaver.Warnings, Is.EqualTo(new[]
        {
            "new_variables.nobody: left out: no input, selection, label or weight needs it.",
        }));
    }

    [Test]
    public void Groups_of_the_same_objects_are_one_collection_and_its_mask_is_made_by_itself()
    {
        WeaverConfiguration weaver = WeaverConfiguration.FromJson("""
            {
              "new_variables": { "part_mask": "ak.ones_like(eta)" },
              "inputs": {
                "pf_points": { "length": 128, "pad_mode": "wrap", "vars": [["eta", null], ["phi", null]] },
                "pf_features": { "length": 128, "pad_mode": "wrap", "vars": [["pt_log", 1.7, 0.7], ["eta", null]] },
                "pf_mask": { "length": 128, "pad_mode": "constant", "vars": [["part_mask", null]] },
                "sv_features": { "length": 10, "vars": [["sv_mass", 3, 0.3, -2, 2]] }
              }
            }
            """);

        Assert.That(weaver.Features.Columns, Is.EqualTo(new[] { "eta", "phi", "pt_log_scaled", "sv_mass_scaled" }));
        Assert.That(weaver.Features.Define, Is.EqualTo(new ColumnDefinition[]
        {
            new("pt_log_scaled", "clip((pt_log - 1.7) * 0.7, -5, 5)"), new("sv_mass_scaled", "clip((sv_mass - 3) * 0.3, -2, 2)"),
        }));
        Assert.That(weaver.Features.Collections.Keys, Is.EqualTo(new[] { "pf", "sv" }));
        Assert.That(weaver.Features.Collections["pf"], Is.EqualTo(new CollectionOptions
        {
            Length = ListLength.Fixed(128),
            PadMode = PadMode.Wrap,
            Members = ["eta", "phi", "pt_log_scaled"],
        }));
        Assert.That(weaver.Warnings, Has.Length.EqualTo(2).And.Some.StartsWith("inputs.pf_mask.vars[0]: left out"));
    }

    [Test]
    public void Marks_of_classes_become_the_number_of_the_class_over_stored_columns()
    {
        WeaverConfiguration weaver = WeaverConfiguration.FromJson($$"""
            {
              "new_variables": { "is_c": "(flavour == c) & ~is_b", "c": "4" }, {{Inputs}},
              "labels": { "type": "simple", "value": ["is_b", "is_c", "is_l"] }
            }
            """);

        Assert.That(weaver.Label, Is.EqualTo(new[] { "1 * (flavour == 4 && !is_b) + 2 * is_l" }));
        Assert.That(weaver.Classes, Is.EqualTo(new[] { "is_b", "is_c", "is_l" }));
        Assert.That(weaver.Warnings.Single(), Does.StartWith("labels.value: ").And.Contain("0 is_b, 1 is_c, 2 is_l"));
    }

    [Test]
    public void Custom_labels_are_targets_and_columns_of_weights_a_product()
    {
        WeaverConfiguration weaver = WeaverConfiguration.FromJson($$"""
            {
              {{Inputs}}, "labels": { "type": "custom", "value": { "mass": "np.where(qcd, gen, np.log(m))", "pt": "pt" } },
              "weights": { "use_precomputed_weights": true, "weight_branches": ["w", "lumi"] }
            }
            """);

        Assert.That(weaver.Label, Is.EqualTo(new[] { "if(qcd, gen, log(m))", "pt" }));
        Assert.That(weaver.Weight, Is.EqualTo("w * lumi"));
        Assert.That(weaver.Warnings.Select(w => w.Split(':')[0]), Is.EqualTo(new[] { "labels", "weights.weight_branches" }));
    }

    [Test]
    public void Weights_in_bins_are_taken_over_with_the_classes_by_their_numbers()
    {
        WeaverConfiguration weaver = WeaverConfiguration.FromJson($$"""
            {
              "new_variables": { "fj_pt": "ak.max(pts, axis=1)" }, {{Inputs}},
              "labels": { "type": "simple", "value": ["is_h", "is_t", "is_q"] },
              "weights": { "use_precomputed_weights": false, "reweight_method": "ref", "reweight_basewgt": "2 * gen",
                "reweight_vars": { "fj_pt": [200, 300, 500], "mass": [30, 100] }, "reweight_classes": ["is_q", "is_h", "is_t"],
                "class_weights": [1, 2, 0.5], "reweight_threshold": 15, "reweight_discard_under_overflow": false }
            }
            """);

        Assert.That(weaver.Reweight!.Axes, Is.EqualTo(new[]
            { GridAxis.Between("clip(fj_pt, 200, 400)", 200, 300, 500), GridAxis.Between("clip(mass, 30, 65)", 30, 100) }));
        Assert.That(weaver.Reweight.Reference, Is.EqualTo(2));
        Assert.That(weaver.Reweight.Ratios, Is.EqualTo(new Dictionary<double, double> { [2] = 1, [0] = 2, [1] = 0.5 }));
        Assert.That(weaver.Weight, Is.EqualTo("2 * gen"));
        Assert.That(weaver.Features.Define, Is.EqualTo(new ColumnDefinition[] { new("fj_pt", "max(pts)") }));
        Assert.That(weaver.Warnings.Select(w => w.Split(": ")[0]),
            Is.EqualTo(new[] { "labels.value", "weights", "weights.reweight_threshold" }));
    }

    [Test]
    public void Flat_weights_of_equal_classes_need_no_more_than_bins()
    {
        WeaverConfiguration weaver = WeaverConfiguration.FromJson($$"""
            {
              {{Inputs}}, "labels": { "type": "simple", "value": ["s", "b"] },
              "weights": { "use_precomputed_weights": false, "reweight_method": "flat", "reweight_classes": ["s", "b"],
                "reweight_vars": { "pt": [0, 10, 20], "eta": [0, 1] }, "class_weights": [2, 2] }
            }
            """);

        Assert.That(weaver.Reweight!.Axes, Is.EqualTo(new[] { GridAxis.Between("pt", 0, 10, 20), GridAxis.Between("eta", 0, 1) }));
        Assert.That((weaver.Reweight.Reference, weaver.Reweight.Ratios.Count, weaver.Reweight.KeepsOutside),
            Is.EqualTo(((double?)null, 0, false)));
        Assert.That(weaver.Weight, Is.Null);
    }

    [Test]
    public void Weights_of_some_classes_are_left_out_with_the_reason()
    {
        WeaverConfiguration weaver = WeaverConfiguration.FromJson($$"""
            {
              {{Inputs}}, "labels": { "type": "simple", "value": ["s", "b", "c"] },
              "weights": { "use_precomputed_weights": false, "reweight_method": "flat", "reweight_classes": ["s", "b"],
                "reweight_vars": { "pt": [0, 10, 20], "eta": [0, 1] } }
            }
            """);

        Assert.That(weaver.Reweight, Is.Null);
        Assert.That(weaver.Warnings, Has.Some.EqualTo("weights.reweight_vars: left out: dataset.reweight is for all classes, "
            + "and reweight_classes are not those of labels.value."));
    }

    [Test]
    public void Nothing_without_a_counterpart_is_dropped_silently()
    {
        WeaverConfiguration weaver = WeaverConfiguration.FromJson("""
            {
              "inputs": { "pf_features": { "length": 4, "vars": [["x", null, 2], ["y", 0, 1, -1, 1, -3], ["z", 0, 1, -1, 1, 0], "u"] },
                          "pf_mask": { "length": 4, "vars": ["quality_mask"] } },
              "preprocess": { "method": "auto", "data_fraction": 0.1 }, "observers": ["run"], "test_time_selection": "x > 1",
              "weights": { "use_precomputed_weights": false, "reweight_vars": { "pt": [0, 1] }, "class_weights": [1, 2] },
              "bucketing": { "var": "n", "bins": [1, 2] }, "branch_magic": { "a": "b" }, "file_magic": { "a": "b" }
            }
            """);

        Assert.That(weaver.Warnings.Select(w => w.Split(": ")[0]), Is.EquivalentTo(new[]
        {
            "inputs.pf_features.vars[0]", "inputs.pf_features.vars[1]", "inputs.pf_mask.vars[0]", "preprocess.method", "observers",
            "test_time_selection", "weights.reweight_vars", "weights.class_weights", "bucketing", "branch_magic", "file_magic",
        }));
        Assert.That(weaver.Features.Scaling, Is.EqualTo(new Dictionary<string, ScalingKind> { ["u"] = ScalingKind.Robust }));
        Assert.That(weaver.Features.Padding, Is.Zero);
    }

    [Test]
    public void Numbers_that_weaver_found_and_wrote_down_are_taken()
    {
        WeaverConfiguration weaver = WeaverConfiguration.FromJson($$"""
            {
              {{Inputs}}, "preprocess": { "method": "auto", "params":
                { "x": { "length": 4, "pad_mode": "constant", "center": -2.5, "scale": 4, "min": -5, "max": 5, "pad_value": -1 } } }
            }
            """);

        Assert.That(weaver.Features.Define, Is.EqualTo(new ColumnDefinition[] { new("x_scaled", "clip((x + 2.5) * 4, -5, 5)") }));
        Assert.That(weaver.Features.Padding, Is.EqualTo(-1));
        Assert.That(weaver.Warnings, Is.Empty);
    }

    [TestCase("""{ "imputs": {} }""", "imputs")]
    [TestCase("""{ "inputs": {} }""", "inputs")]
    [TestCase("""{ "inputs": { "a": { "length": 0, "vars": ["x"] } } }""", "inputs.a.length")]
    [TestCase("""{ "inputs": { "a": { "length": 1, "vars": [["x", 1, 1, 5, -5]] } } }""", "inputs.a.vars[0]")]
    [TestCase("""{ "inputs": { "a": { "length": 1, "vars": ["x"] }, "b": { "length": 1, "vars": [["x", 1]] } } }""", "inputs.b.vars[0]")]
    [TestCase("""{ "selection": "ak.cartesian(x)", "inputs": {} }""", "selection")]
    [TestCase("""{ "new_variables": { "a": "b", "b": "a + 1" }, "inputs": { "g": { "length": 1, "vars": ["a"] } } }""", "new_variables.b")]
    [TestCase("""{ "new_variables": { "a": "np.sort(x)" }, "inputs": { "g": { "length": 1, "vars": ["a"] } } }""", "new_variables.a")]
    [TestCase("""{ "inputs": { "g": { "length": 1, "vars": ["a"] } }, "labels": { "type": "simple", "value": ["s"] } }""", "labels.value")]
    public void What_cannot_be_meant_is_refused_at_its_place(string json, string path)
    {
        PipelineException failure = Assert.Throws<PipelineException>(() => WeaverConfiguration.FromJson(json))!;

        Assert.That(failure.Path, Is.EqualTo(path), failure.Message);
        Assert.That(failure.Message, Does.Contain(path));
    }

    [Test]
    public void The_cells_are_the_numbers_that_weaver_gives() => Gen.Int.Sample(seed =>
    {
        Random random = new(seed);
        double subtract = random.Next(-3, 4), multiply = random.Next(1, 5) * 0.5, low = -random.Next(1, 6), high = random.Next(1, 6);
        int length = random.Next(1, 5);
        bool wraps = random.Next(2) == 0;
        float[][] lists = [.. Enumerable.Range(0, 5).Select(_ => Enumerable.Range(0, random.Next(7))
            .Select(_ => random.Next(8) == 0 ? float.NaN : random.Next(-16, 17) * 0.25f).ToArray())];
        string json = string.Create(CultureInfo.InvariantCulture, $$"""
            { "inputs": { "pf_features": { "length": {{length}}, "pad_mode": "{{(wraps ? "wrap" : "constant")}}",
                "vars": [["x", {{subtract}}, {{multiply}}, {{low}}, {{high}}, -7]] } } }
            """);

        using EntryBatch batch = Batch(Jagged<float>("x", "n", lists));
        using PaddedBatch padded = Fit(WeaverConfiguration.FromJson(json).Features.ToJson(), batch).GetAwaiter().GetResult().Apply(batch);

        float[] expected = [.. lists.SelectMany(list => Enumerable.Range(0, length).Select(slot =>
            slot < list.Length || (wraps && list.Length > 0) ? Scaled(list[slot % list.Length]) : -7))];
        if (padded.CellCount > 0) Assert.That(padded.Features.ToArray(), Is.EqualTo(expected), json);

        float Scaled(float x) => float.IsNaN(x) ? 0 : (float)Math.Clamp((x - subtract) * multiply, low, high);
    }, iter: 300);
}
