namespace Hep.Jagged.Tests;

public sealed class EntryMixingTests
{
    private static IEnumerable<EntryMixing> All =>
    [
        EntryMixing.Balanced, EntryMixing.RoundRobin with { End = MixtureEnd.Last }, EntryMixing.Proportional,
        EntryMixing.OfSources(3, 1.5),
        EntryMixing.OfLabels(new Dictionary<double, double> { [-1] = 2, [0.5] = 1 }) with { End = MixtureEnd.First },
    ];

    [TestCaseSource(nameof(All))]
    public void What_is_written_reads_back(EntryMixing mixing) =>
        Assert.That(EntryMixing.FromJson(mixing.ToJson()), Is.EqualTo(mixing));

    [Test]
    public void A_word_alone_is_an_order_that_the_longest_ends()
    {
        Assert.That(EntryMixing.FromJson("\"balanced\""), Is.EqualTo(EntryMixing.Balanced with { End = MixtureEnd.Longest }));
        Assert.That(EntryMixing.FromJson("""{ "order": "balanced" }"""), Is.EqualTo(EntryMixing.Balanced));
        Assert.That(EntryMixing.FromJson("""{ "order": [1, 2] }"""), Is.Not.EqualTo(EntryMixing.OfSources(2, 1)));
    }

    [TestCase("\"balancd\"", "training.mixing", "Nearest: balanced")]
    [TestCase("[3, 1]", "training.mixing", "an object with the key 'order'")]
    [TestCase("""{ "end": "last" }""", "training.mixing", "'order' is missing")]
    [TestCase("""{ "order": "balanced", "ends": "last" }""", "training.mixing.ends", "Nearest: end")]
    [TestCase("""{ "order": "balanced", "end": "lst" }""", "training.mixing.end", "Nearest: last")]
    [TestCase("""{ "order": [] }""", "training.mixing.order", "share for each source")]
    [TestCase("""{ "order": [1, 0] }""", "training.mixing.order[1]", "above 0")]
    [TestCase("""{ "order": { "signal": 1 } }""", "training.mixing.order.signal", "no label")]
    public void What_cannot_be_meant_is_refused_at_its_place(string json, string path, string message)
    {
        PipelineException failure = Assert.Throws<PipelineException>(() => EntryMixing.FromJson(json, "training.mixing"))!;

        Assert.That(failure.Path, Is.EqualTo(path), failure.Message);
        Assert.That(failure.Message, Does.Contain(message));
    }

    [Test]
    public void Shares_are_positive() =>
        Assert.That(() => EntryMixing.OfSources(1, -1), Throws.ArgumentException.With.Message.Contains("that of 1 is -1"));
}
