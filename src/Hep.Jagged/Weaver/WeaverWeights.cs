using System.Collections.Immutable;
using System.Globalization;

namespace Hep.Jagged;

/// <summary>
/// Reads the section <c>weights</c>: columns of weights become the weight of an entry, weights that weaver finds in bins the classes in
/// bins of ours. weaver draws entries by its weights; here each is read once, and they weigh the loss.
/// </summary>
/// <param name="variables">The new variables.</param>
/// <param name="classes">The classes in the order of their numbers; empty where labels are custom ones.</param>
/// <param name="warnings">Takes what means something else here.</param>
internal sealed class WeaverWeights(WeaverVariables variables, ImmutableArray<string> classes, List<string> warnings)
{
    private const string Drawing = "weaver draws entries by the weight; here each is read once, and it weighs the loss.";

    /// <summary>What an entry counts, and how classes are weighted in bins.</summary>
    public (string? Weight, ClassWeighting? Reweight) Read(JsonSection weights)
    {
        weights.WithOnly("use_precomputed_weights", "weight_branches", "reweight_method", "reweight_vars", "reweight_classes",
            "class_weights", "reweight_threshold", "reweight_discard_under_overflow", "reweight_hists", "reweight_basewgt");
        if (weights.Required("use_precomputed_weights").Truth()) return (ReadColumns(weights.Required("weight_branches")), null);
        if (WhyNot(weights) is { } why)
        {
            foreach ((string key, JsonSection section) in weights.Entries())
                if (key != "use_precomputed_weights" && !WeaverReader.IsEmpty(section)) warnings.Add($"{section.Path}: left out: {why}.");
            return (null, null);
        }
        warnings.Add($"{weights.Path}: {Drawing} Factors are taken from the training part.");
        Tell(weights, "reweight_threshold", "no counterpart: rare bins get large factors; bound them with dataset.reweight.largest_factor");
        Tell(weights, "reweight_hists", "left out: the factors are found anew");
        string? own = WeaverReader.Given(weights, "reweight_basewgt") is { } basis ? SyntaxText.Write(variables.OverStored(basis)) : null;
        return (own, ReadBins(weights));
    }

    private string ReadColumns(JsonSection columns)
    {
        SyntaxNode product = columns.Items<SyntaxNode>(variables.OverStored) is { Length: > 0 } factors
            ? Enumerable.Aggregate(factors, (a, b) => new BinaryNode(0, "*", a, b))
            : throw columns.Error("A column of weights is expected in weight_branches.");
        warnings.Add($"{columns.Path}: {Drawing}");
        return SyntaxText.Write(product);
    }

    /// <summary>Why the weights have no counterpart; null: they have one.</summary>
    private string? WhyNot(JsonSection weights)
    {
        if (WeaverReader.Given(weights, "reweight_vars") is not { } bins || bins.Entries().Count() is < 1 or > 2)
            return "bins of one or two variables are expected in reweight_vars";
        if (classes.IsEmpty) return "classes are told by labels of type simple";
        string[] weighed = NamesOf(weights);
        return weighed.Length == classes.Length && classes.All(weighed.Contains) ? null
            : "dataset.reweight is for all classes, and reweight_classes are not those of labels.value";
    }

    private ClassWeighting ReadBins(JsonSection weights)
    {
        bool clips = WeaverReader.Given(weights, "reweight_discard_under_overflow") is { } discards && !discards.Truth();
        ClassWeighting weighting = new([.. weights.Required("reweight_vars").Entries().Select(v => ReadAxis(v.Key, v.Value, clips))]);
        string[] weighed = NamesOf(weights);
        return weighting with
        {
            // weaver's reference is the first of the classes that it weighs.
            Reference = weights.Required("reweight_method").Word([("flat", false), ("ref", true)]) ? classes.IndexOf(weighed[0]) : null,
            Ratios = WeaverReader.Given(weights, "class_weights") is { } ratios ? ReadRatios(ratios, weighed)
                : ImmutableSortedDictionary<double, double>.Empty,
        };
    }

    private ImmutableSortedDictionary<double, double> ReadRatios(JsonSection section, string[] weighed)
    {
        ImmutableArray<double> ratios =
            section.Items(r => r.Number() is > 0 and var ratio ? ratio : throw r.Error("A number above 0 is expected."));
        if (ratios.Length != weighed.Length)
            throw section.Error($"A number for each of {weighed.Length} classes is expected, there are {ratios.Length}.");
        return ratios.Distinct().Count() == 1 ? ImmutableSortedDictionary<double, double>.Empty
            : weighed.Index().ToImmutableSortedDictionary(c => (double)classes.IndexOf(c.Item), c => ratios[c.Index]);
    }

    // Where weaver clips instead of leaving out, what lies outside goes into the first and the last bin, here into its middle.
    private GridAxis ReadAxis(string variable, JsonSection section, bool clips)
    {
        variables.Need(variable, section);
        double[] edges = [.. section.Items(e => e.Number(), ClassWeighting.MaximumBins + 1)];
        if (GridAxis.WhyNotEdges(edges) is { } why) throw section.Error(why);
        string column = SyntaxText.Write(new ColumnNode(0, variable));
        return GridAxis.Between(!clips ? column : string.Create(CultureInfo.InvariantCulture,
            $"clip({column}, {edges[0]:R}, {edges[^2] + (edges[^1] - edges[^2]) / 2:R})"), edges);
    }

    private static string[] NamesOf(JsonSection weights) =>
        WeaverReader.Given(weights, "reweight_classes") is { } names ? [.. names.Items(n => n.Text())] : [];

    private void Tell(JsonSection weights, string key, string advice)
    {
        if (WeaverReader.Given(weights, key) is { } section) warnings.Add($"{section.Path}: {advice}.");
    }
}
