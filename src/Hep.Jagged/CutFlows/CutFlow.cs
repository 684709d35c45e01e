namespace Hep.Jagged;

/// <summary>
/// How many entries pass a row of cuts: each alone, and all up to each. Filled by <see cref="CutFlowCounting"/>. Not safe to fill from
/// several threads: fill one each and <see cref="Add(CutFlow)"/> them.
/// </summary>
[TypeFormatterSource(typeof(NotebookFormatterSource))]
public sealed class CutFlow : IPicture
{
    private readonly CutCount[] _alone, _passed;

    /// <summary>A report that has counted nothing yet.</summary>
    /// <param name="cuts">The cuts in order; names differ.</param>
    /// <param name="weight">An expression with the weight of each entry, such as <c>genWeight</c>. Null: each counts 1.</param>
    /// <exception cref="ArgumentException">There is no cut, or two have one name.</exception>
    /// <exception cref="PipelineException">The weight is no expression.</exception>
    public CutFlow(IReadOnlyList<NamedCut> cuts, string? weight = null)
    {
        ArgumentNullException.ThrowIfNull(cuts);
        ArgumentOutOfRangeException.ThrowIfZero(cuts.Count, nameof(cuts));
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (NamedCut cut in cuts)
            if (!names.Add(cut.Name)) throw new ArgumentException($"Two cuts are called '{cut.Name}'.", nameof(cuts));
        Cuts = [.. cuts];
        Weight = weight is null ? null : Expression.Parse(weight);
        _alone = new CutCount[cuts.Count];
        _passed = new CutCount[cuts.Count];
    }

    /// <summary>The cuts in order.</summary>
    public IReadOnlyList<NamedCut> Cuts { get; }

    /// <summary>The weight of each entry; null: 1.</summary>
    public Expression? Weight { get; }

    /// <summary>All entries that were counted.</summary>
    public CutCount All { get; private set; }

    /// <summary>The number of entries whose weight is NaN: they are counted, and add nothing to sums of weights.</summary>
    public long NaNCount { get; private set; }

    /// <summary>The cuts in order with what passed them.</summary>
    public IReadOnlyList<CutFlowStep> Steps => [.. Cuts.Select((cut, i) =>
        new CutFlowStep(cut, _alone[i], Before: i == 0 ? All : _passed[i - 1], _passed[i], All))];

    /// <summary>Adds what another report with the same cuts and weight counted.</summary>
    /// <exception cref="ArgumentException">Cuts or weight differ.</exception>
    public void Add(CutFlow other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (!Cuts.SequenceEqual(other.Cuts) || Weight?.Text != other.Weight?.Text)
            throw new ArgumentException("Only reports of the same cuts in the same order, and with the same weight, are added.",
                nameof(other));
        for (int i = 0; i < _passed.Length; i++)
        {
            _alone[i] = _alone[i].With(other._alone[i]);
            _passed[i] = _passed[i].With(other._passed[i]);
        }
        All = All.With(other.All);
        NaNCount += other.NaNCount;
    }

    /// <summary>A table as text: a line a cut, efficiencies in percent.</summary>
    public override string ToString() => CutFlowTable.WriteText(this);

    /// <summary>
    /// <c>{"all":{"entries":…,"weights":…,"squared_weights":…},
    /// "cuts":[{"name":…,"cut":…,"alone":{…},"passed":{…},"relative":…,"absolute":…}]}</c>,
    /// with <c>weight</c> and <c>nan</c> where there are weights; a number that JSON does not have is null.
    /// </summary>
    public string ToJson() => CutFlowJson.Write(this);

    /// <summary>The table as a piece of HTML, with a bar for each absolute efficiency.</summary>
    public string ToHtml() => CutFlowTable.WriteHtml(this);

    /// <summary>Counts the entries of a batch.</summary>
    /// <param name="marks">For each cut, one mark an entry.</param>
    /// <param name="weights">One an entry; none where each counts 1.</param>
    /// <param name="kept">One an entry: receives which pass all cuts.</param>
    internal void Count(IReadOnlyList<Column<bool>> marks, ReadOnlySpan<double> weights, Span<bool> kept)
    {
        kept.Fill(true);
        All = All.With(kept, weights);
        foreach (double weight in weights)
            if (double.IsNaN(weight)) NaNCount++;
        for (int cut = 0; cut < marks.Count; cut++)
        {
            ReadOnlySpan<bool> alone = marks[cut].Values;
            for (int i = 0; i < kept.Length; i++) kept[i] &= alone[i];
            _alone[cut] = _alone[cut].With(alone, weights);
            _passed[cut] = _passed[cut].With(kept, weights);
        }
    }
}
