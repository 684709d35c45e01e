namespace Hep.Jagged.Tests.Pipelines;

/// <summary>An object of the laws: what it is selected and ordered by, its kind, and its own list.</summary>
internal sealed record NaiveObject(double Key, int Kind, double[] Hits);

/// <summary>What the rules make of lists of objects that have lists and kinds, in plain loops: a yardstick, slow and obvious.</summary>
internal sealed record NaiveObjects
{
    public string Outer { get; init; } = "\"max\"";
    public string Inner { get; init; } = "\"max\"";
    public string PadMode { get; init; } = "constant";
    public string Overflow { get; init; } = "truncate";
    public string Order { get; init; } = "";
    public double? MinimumKey { get; init; }
    public bool IsOneHot { get; init; }
    public float Padding { get; init; }

    /// <summary>The same rules as a specification; kinds 0 and 2 are categories, others are none.</summary>
    public string ToJson() => FormattableString.Invariant($$"""
        { "features": { "columns": ["hits", "kind"], "padding": {{Padding}},
            "categorical": { "kind": [2, 0] }, "encode": "{{(IsOneHot ? "onehot" : "index")}}",
            "collections": { "Jet": { "members": ["hits", "kind", "key"], "length": [{{Outer}}, {{Inner}}],
                "pad_mode": "{{PadMode}}", "overflow": "{{Overflow}}"
              {{(Order.Length > 0 ? $", \"order_by\": \"{Order}key\"" : "")}}
              {{(MinimumKey is { } key ? FormattableString.Invariant($", \"where\": \"key >= {key}\"") : "")}} } } } }
        """).Replace("+key", "key", StringComparison.Ordinal);

    /// <summary>Rows of cells and their mask; null where a list is longer than its cells and that is an error.</summary>
    public (List<float[]> Rows, List<bool[]> Masks)? Apply(NaiveObject[][] entries)
    {
        NaiveObject[][] kept = [.. entries.Select(Select)];
        int[] innerLengths = [.. kept.SelectMany(e => e).Select(o => o.Hits.Length)];
        int slots = SlotsOf(Outer, [.. kept.Select(e => e.Length)]), innerSlots = SlotsOf(Inner, innerLengths);
        bool isTooLong = kept.Any(e => e.Length > slots || e.Take(slots).Any(o => o.Hits.Length > innerSlots));
        if (isTooLong && Overflow == "error") return null;
        bool anyFinite = kept.SelectMany(e => e).SelectMany(o => o.Hits).Any(double.IsFinite);
        List<float[]> rows = [];
        List<bool[]> masks = [];
        foreach (NaiveObject[] objects in kept)
        {
            List<(float, bool)> hits = [], kinds = [];
            foreach (NaiveObject o in objects.Take(slots))
            {
                hits.AddRange(Fill([.. o.Hits.Take(innerSlots)
                    .Select(h => anyFinite && double.IsFinite(h) ? ((float)h, true) : (Padding, false))], innerSlots));
                kinds.AddRange(KindOf(o.Kind));
            }
            (float Value, bool Mask)[] row = [.. Fill(hits, slots * innerSlots), .. Fill(kinds, slots * (IsOneHot ? 2 : 1))];
            rows.Add([.. row.Select(c => c.Value)]);
            masks.Add([.. row.Select(c => c.Mask)]);
        }
        return (rows, masks);
    }

    private NaiveObject[] Select(NaiveObject[] objects)
    {
        IEnumerable<NaiveObject> kept = objects.Where(o => MinimumKey is not { } least || o.Key >= least);
        return Order switch
        {
            "" => [.. kept],
            "-" => [.. kept.OrderBy(o => double.IsNaN(o.Key)).ThenByDescending(o => o.Key)],
            _ => [.. kept.OrderBy(o => double.IsNaN(o.Key)).ThenBy(o => o.Key)],
        };
    }

    private (float, bool)[] KindOf(int kind) => IsOneHot
        ? [(kind == 2 ? 1 : 0, true), (kind == 0 ? 1 : 0, true)]
        : [(kind == 2 ? 0 : kind == 0 ? 1 : -1, true)];

    /// <summary>Cells up to a number: padding, or what there is again; the mask is false there.</summary>
    private (float, bool)[] Fill(List<(float Value, bool Mask)> cells, int count)
    {
        int used = cells.Count;
        for (int i = used; i < count; i++) cells.Add(PadMode == "wrap" && used > 0 ? (cells[i - used].Value, false) : (Padding, false));
        return [.. cells];
    }

    private static int SlotsOf(string length, int[] lengths)
    {
        int longest = lengths.Length == 0 ? 0 : lengths.Max(), enough = 0;
        while (lengths.Count(l => l <= enough) * 100 < 99 * lengths.Length) enough++;
        return longest == 0 ? 0 : length switch { "\"max\"" => longest, "\"p99\"" => enough, _ => int.Parse(length) };
    }
}
