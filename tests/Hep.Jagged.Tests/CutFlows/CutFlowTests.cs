using System.Text.Json.Nodes;
using CsCheck;

namespace Hep.Jagged.Tests.CutFlows;

public sealed class CutFlowTests
{
    private static readonly NamedCut[] Cuts =
        [new("positive", "x > 0"), new("even", "k % 2 == 0"), new("small", Expression.Of(c => c["x"] < 3))];

    [Test]
    public async Task Each_cut_counts_alone_and_behind_those_before_it()
    {
        using BatchSource source = Source();

        CutFlow flow = await source.CutFlowAsync(Cuts);

        Assert.That(flow.All, Is.EqualTo(new CutCount(6, 6, 6)));
        Assert.That(flow.Steps.Select(s => s.Alone.Entries), Is.EqualTo(new[] { 4, 3, 3 }));
        Assert.That(flow.Steps.Select(s => s.Before.Entries), Is.EqualTo(new[] { 6, 4, 2 }));
        Assert.That(flow.Steps.Select(s => s.Passed.Entries), Is.EqualTo(new[] { 4, 2, 1 }));
        Assert.That(flow.Steps.Select(s => s.RelativeEfficiency), Is.EqualTo(new[] { 4 / 6.0, 0.5, 0.5 }));
        Assert.That(flow.Steps.Select(s => s.AbsoluteEfficiency), Is.EqualTo(new[] { 4 / 6.0, 2 / 6.0, 1 / 6.0 }));
    }

    [Test]
    public async Task Weights_are_summed_with_their_squares_and_those_that_are_NaN_add_nothing()
    {
        using BatchSource source = Source();

        CutFlow flow = await source.CutFlowAsync(Cuts, "w");

        Assert.That(flow.All, Is.EqualTo(new CutCount(6, 11, 16 + 49 + 4 + 4)));
        Assert.That(flow.NaNCount, Is.EqualTo(1));
        Assert.That(flow.Steps[0].Passed, Is.EqualTo(new CutCount(4, 7, 49 + 4 + 4)));
        Assert.That(flow.Steps[1].Passed, Is.EqualTo(new CutCount(2, -2, 4)));
        Assert.That(flow.Steps[0].AbsoluteEfficiency, Is.EqualTo(7 / 11.0));
        Assert.That(flow.Steps[0].Passed.Error, Is.EqualTo(Math.Sqrt(57)));
    }

    [Test]
    public async Task Text_and_html_and_json_tell_the_same()
    {
        using BatchSource source = Source();
        CutFlow flow = await source.CutFlowAsync([.. Cuts, new("<b>\u0007", "x < 0 && x > 0")]),
            weighted = await source.CutFlowAsync(Cuts, "w");

        Assert.That(flow.ToString(), Is.EqualTo("""
            cut       passed  alone  relative  absolute
            all            6
            positive       4      4   66.67 %   66.67 %
            even           2      3   50.00 %   33.33 %
            small          1      3   50.00 %   16.67 %
            <b>            0      0    0.00 %    0.00 %

            """.ReplaceLineEndings("\n")));
        Assert.That(weighted.ToString().Split('\n')[2], Is.EqualTo("positive       4      4        7  7.54983   63.64 %   63.64 %"));
        Assert.That(flow.ToHtml(), Does.Contain("<td>&lt;b&gt; </td>").And.Contain("<code>x &lt; 0 &amp;&amp; x &gt; 0</code>")
            .And.Contain("background-size:66.7% 100%\">66.67 %"));
        Assert.That(weighted.ToHtml(), Does.Contain("weight w, NaN 1"));
        Assert.That(JsonNode.DeepEquals(JsonNode.Parse(weighted.ToJson())!["cuts"]![0], JsonNode.Parse("""
            {"name": "positive", "cut": "x > 0", "alone": {"entries": 4, "weights": 7, "squared_weights": 57},
             "passed": {"entries": 4, "weights": 7, "squared_weights": 57}, "relative": 0.6363636363636364, "absolute": 0.6363636363636364}
            """)), weighted.ToJson());
        Assert.That(JsonNode.Parse(flow.ToJson())!["all"]!.ToJsonString(), Is.EqualTo("""{"entries":6,"weights":6,"squared_weights":6}"""));
        Assert.That(flow.ToJson(), Does.Contain("\"cut\":\"x < 0 && x > 0\""));
        Assert.That(JsonNode.Parse(new CutFlow(Cuts).ToJson())!["cuts"]![0]!["relative"], Is.Null);
        Assert.That(new CutFlow(Cuts).ToString(), Does.Contain("positive       0      0\n"));
    }

    [Test]
    public async Task A_stream_is_counted_while_what_passes_goes_on()
    {
        using BatchSource source = Source();
        CutFlow flow = new(Cuts, "w");
        List<double> passed = [];

        await foreach (EntryBatch batch in source.ReadAsync().Filter(flow))
            using (batch) passed.AddRange(batch.Get<double>("x").Values);
        CutFlow whole = await source.ReadAsync().CutFlowAsync(Cuts, "w");

        Assert.That(passed, Is.EqualTo(new[] { 1.0 }));
        Assert.That(flow.ToJson(), Is.EqualTo(whole.ToJson()));
    }

    [Test]
    public void Counts_are_those_of_a_loop_and_of_parts_that_are_added() =>
        Gen.Select(Gen.Select(Gen.Int[-4, 4], Gen.Int[0, 9], Gen.Int[-2, 5]).Array[0, 40], Gen.Int[1, 9]).SampleAsync(async (rows, size) =>
        {
            double[] x = [.. rows.Select(r => r.Item1 == 4 ? double.NaN : r.Item1)], w = [.. rows.Select(r => (double)r.Item3)];
            int[] k = [.. rows.Select(r => r.Item2)];
            using BatchSource source = BatchSource.From(Column.Create("x", x), Column.Create("k", k), Column.Create("w", w));
            CutFlow whole = await source.CutFlowAsync(Cuts, "w"), cut = await source.Rebatch(size).CutFlowAsync(Cuts, "w");
            CutFlow added = new(Cuts, "w");
            await foreach (EntryBatch batch in source.ReadAsync().Rebatch(size))
            {
                using BatchSource part = BatchSource.From(batch);
                added.Add(await part.CutFlowAsync(Cuts, "w"));
            }

            Func<int, bool>[] holds = [i => x[i] > 0, i => k[i] % 2 == 0, i => x[i] < 3];
            for (int c = 0; c < holds.Length; c++)
            {
                int[] alone = [.. Enumerable.Range(0, x.Length).Where(holds[c])],
                    all = [.. Enumerable.Range(0, x.Length).Where(i => holds[..(c + 1)].All(h => h(i)))];
                Assert.That(whole.Steps[c].Alone, Is.EqualTo(Count(alone)));
                Assert.That(whole.Steps[c].Passed, Is.EqualTo(Count(all)));
            }
            Assert.That(cut.ToJson(), Is.EqualTo(whole.ToJson()));
            Assert.That(added.ToJson(), Is.EqualTo(whole.ToJson()));

            CutCount Count(int[] entries) => new(entries.Length, entries.Sum(i => w[i]), entries.Sum(i => w[i] * w[i]));
        }, iter: 100).GetAwaiter().GetResult();

    [Test]
    public void What_cannot_be_counted_is_told_before_anything_is_read()
    {
        using BatchSource source = Source();

        Assert.That(() => Begin([new("lists", "l > 0")]),
            Throws.InstanceOf<PipelineException>().With.Message.StartsWith("A cut on entries needs one value an entry"));
        Assert.That(() => Begin([new("typo", "y > 0")]), Throws.InstanceOf<PipelineException>());
        Assert.That(() => Begin(Cuts, "l"), Throws.InstanceOf<PipelineException>()
            .With.Message.StartsWith("A weight is one number an entry, and this is 'l: float64[*]'."));
        Assert.That(() => Begin([]), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Begin([Cuts[0], Cuts[0]]), Throws.ArgumentException.With.Message.Contains("'positive'"));
        Assert.That(() => new CutFlow(Cuts).Add(new CutFlow(Cuts, "w")), Throws.ArgumentException);
        Assert.That(() => new CutFlow(Cuts).Add(new CutFlow([.. Cuts.Reverse()])), Throws.ArgumentException);

        // Not awaited: it throws before there is a task.
        void Begin(IReadOnlyList<NamedCut> cuts, string? weight = null) => _ = source.CutFlowAsync(cuts, weight);
    }

    [Test]
    public async Task Only_the_columns_that_are_needed_are_read_and_constants_need_none()
    {
        using BatchSource batches = Source();
        Recorder source = new(batches);

        await source.CutFlowAsync(Cuts, "w");
        CutFlow constant = await source.CutFlowAsync([new("all", "true")]);

        Assert.That(source.Asked, Is.EqualTo(new[] { "x, k, w" }));
        Assert.That(constant.Steps[0].Passed.Entries, Is.EqualTo(6));
    }

    [Test]
    public void Counting_can_be_cancelled()
    {
        using BatchSource source = Source();
        using CancellationTokenSource stop = new();
        stop.Cancel();

        Assert.That(async () => await source.CutFlowAsync(Cuts, cancellationToken: stop.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await Deaf(source.ReadAsync()).CutFlowAsync(Cuts, cancellationToken: stop.Token),
            Throws.InstanceOf<OperationCanceledException>());

        static async IAsyncEnumerable<EntryBatch> Deaf(IAsyncEnumerable<EntryBatch> stream)
        {
            await foreach (EntryBatch batch in stream) yield return batch;
        }
    }

    private static BatchSource Source() => BatchSource.From(
        Column.Create("x", 1, -1, 2, 5, double.NaN, 4.0), Column.Create("k", 2, 2, 3, 4, 5, 7),
        Column.Create("w", double.NaN, 4, 7, -2, 0, 2.0),
        Column.CreateJagged<double>("l", [[1], [], [], [], [], [2]]));

    private sealed class Recorder(IBatchSource source) : IBatchSource
    {
        public List<string> Asked { get; } = [];

        public Schema Schema => source.Schema;

        public long? EntryCount => source.EntryCount;

        public IAsyncEnumerable<EntryBatch> ReadAsync(int epoch = 0, CancellationToken cancellationToken = default) =>
            source.ReadAsync(epoch, cancellationToken);

        public IBatchSource WithColumns(Schema columns)
        {
            Asked.Add(string.Join(", ", columns.Select(c => c.Name)));
            return source.WithColumns(columns);
        }
    }
}
