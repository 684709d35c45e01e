namespace Hep.Jagged.Tests.Pipelines;

/// <summary>
/// What the rules make of one flat column and one jagged one, in plain loops over entries and values: a yardstick, slow and obvious.
/// </summary>
internal sealed record NaiveRules
{
    public double? MinimumMet { get; init; }
    public double? MinimumPt { get; init; }
    public string Order { get; init; } = "";
    public string Scaling { get; init; } = "none";
    public string Length { get; init; } = "\"max\"";
    public string PadMode { get; init; } = "constant";
    public string Constant { get; init; } = "zero";
    public double Padding { get; init; }
    public string Nan { get; init; } = "\"mask\"";
    public double[]? Clip { get; init; }

    /// <summary>The same rules as a specification.</summary>
    public string ToJson() => FormattableString.Invariant($$"""
        { {{(MinimumMet is { } met ? FormattableString.Invariant($"\"where\": \"MET >= {met}\",") : "")}}
          "features": { "columns": ["MET", "Jet_pt"],
            "collections": { "Jet": { "length": {{Length}}, "pad_mode": "{{PadMode}}"
              {{(MinimumPt is { } pt ? FormattableString.Invariant($", \"where\": \"Jet_pt >= {pt}\"") : "")}}
              {{(Order.Length > 0 ? $", \"order_by\": \"{Order}Jet_pt\"" : "")}} } },
            "scaling": { "*": "{{Scaling}}" }, "constant": "{{Constant}}", "nan": {{Nan}},
            {{(Clip is { } c ? FormattableString.Invariant($"\"clip\": {{ \"*\": [{c[0]}, {c[1]}] }},") : "")}}
            "padding": {{(double.IsNaN(Padding) ? "\"nan\"" : FormattableString.Invariant($"{Padding}"))}} } }
        """).Replace("+Jet_pt", "Jet_pt", StringComparison.Ordinal);

    /// <summary>Rows of cells and their mask.</summary>
    public (List<float[]> Rows, List<bool[]> Masks, List<int> Lengths) Apply(double[] mets, double[][] jets)
    {
        List<(double Met, double[] Jets)> kept = [];
        for (int i = 0; i < mets.Length; i++)
            if (MinimumMet is not { } least || mets[i] >= least)
                kept.Add((mets[i], OrderJets(jets[i].Where(pt => MinimumPt is not { } low || pt >= low))));
        int longest = kept.Count == 0 ? 0 : kept.Max(e => e.Jets.Length);
        int slots = longest == 0 ? 0 : Length switch { "\"max\"" => longest, "\"p99\"" => Percentile(kept), _ => int.Parse(Length) };
        Func<double, (float, bool)> met = CellOf([.. kept.Select(e => e.Met)]), jet = CellOf([.. kept.SelectMany(e => e.Jets)]);
        List<float[]> rows = [];
        List<bool[]> masks = [];
        foreach ((double value, double[] list) in kept)
        {
            float[] row = [.. Enumerable.Repeat((float)Padding, 1 + slots)];
            bool[] mask = new bool[1 + slots];
            (row[0], mask[0]) = met(value);
            int length = Math.Min(list.Length, slots);
            for (int i = 0; i < length; i++) (row[1 + i], mask[1 + i]) = jet(list[i]);
            if (PadMode == "wrap" && length > 0)
                for (int i = length; i < slots; i++) row[1 + i] = row[1 + i % length];
            rows.Add(row);
            masks.Add(mask);
        }
        return (rows, masks, [.. kept.Select(e => e.Jets.Length)]);
    }

    private double[] OrderJets(IEnumerable<double> jets) => Order switch
    {
        "" => [.. jets],
        "-" => [.. jets.OrderBy(double.IsNaN).ThenByDescending(pt => pt)],
        _ => [.. jets.OrderBy(double.IsNaN).ThenBy(pt => pt)],
    };

    private static int Percentile(List<(double Met, double[] Jets)> kept)
    {
        int length = 0;
        while (kept.Count(e => e.Jets.Length <= length) * 100 < 99 * kept.Count) length++;
        return length;
    }

    /// <summary>What a value of a column becomes; a column without any finite value is masked.</summary>
    private Func<double, (float Value, bool Mask)> CellOf(double[] column)
    {
        if (!column.Any(double.IsFinite)) return _ => ((float)Padding, false);
        Func<double, double> scale = ScaleOf(column);
        return x => (float)scale(x) is var value && float.IsFinite(value) ? (value, true)
            : Nan switch { "\"mask\"" => ((float)Padding, false), "\"keep\"" => (float.NaN, true), _ => (float.Parse(Nan), true) };
    }

    /// <summary>The scale of a column; NaN of what is masked.</summary>
    private Func<double, double> ScaleOf(double[] values)
    {
        double[] finite = [.. values.Where(double.IsFinite).Order()];
        Func<double, double> clip = x => !double.IsFinite(x) ? double.NaN : Clip is { } c ? Math.Min(Math.Max(x, c[0]), c[1]) : x;
        if (Scaling == "none") return clip;
        Func<double, double> log = x => double.IsNaN(x) ? x : Math.Log(1 + Math.Max(x, 0));
        double[] basis = Scaling == "log" ? [.. finite.Select(log)] : finite;
        (double mean, double std) = Spread(basis);
        if (finite[0] == finite[^1] || (Scaling == "log" && basis[0] == basis[^1]))
            return Constant == "keep" ? clip : x => double.IsNaN(clip(x)) ? double.NaN : 0;
        double range = Quantile(finite, 0.75) - Quantile(finite, 0.25);
        return Scaling switch
        {
            "minmax" => x => (clip(x) - finite[0]) / (finite[^1] - finite[0]),
            "standard" => x => (clip(x) - mean) / std,
            "robust" => x => (clip(x) - Quantile(finite, 0.5)) / (range == 0 ? 1 : range),
            _ => x => (log(clip(x)) - mean) / std,
        };
    }

    private static (double Mean, double Deviation) Spread(double[] values)
    {
        double mean = values.Average();
        return (mean, Math.Sqrt(values.Sum(x => (x - mean) * (x - mean)) / values.Length));
    }

    private static double Quantile(double[] sorted, double fraction)
    {
        double place = fraction * (sorted.Length - 1);
        int below = (int)Math.Floor(place), above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
    }
}
