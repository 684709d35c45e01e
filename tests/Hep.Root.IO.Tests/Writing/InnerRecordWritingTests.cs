using Hep.Jagged;
using Hep.Root.IO.Tests.Typed;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Writing;

/// <summary>Records within records are written as trees have them, and come back.</summary>
public sealed class InnerRecordWritingTests
{
    [TestCase(TreeFormat.TTree, "Jets_pt: float32[*] nJets", "Jets_eta: float32[*] nJets")]
    [TestCase(TreeFormat.RNTuple, "Jets.pt: float32[*] Jets_", "Jets.eta: float32[*] Jets_")]
    public async Task List_of_records_is_one_collection(TreeFormat format, params string[] columns)
    {
        string path = await WriteAsync((ParticleEvent[])[new(1, [new(2, 3), new(4, 5)]), new(6, [])], format);

        await using RootTree tree = await RootTree.OpenAsync($"{path}:Events");
        Assert.That(tree.Columns.Where(c => c.Name.StartsWith("Jets", StringComparison.Ordinal))
            .Select(c => $"{c.Schema} {c.Schema!.Counter}"), Is.EqualTo(columns));
        if (format == TreeFormat.TTree)
            Assert.That(tree.Columns.Single(c => c.Name == "nJets").Schema!.ToString(), Is.EqualTo("nJets: int32"));
        ParticleEvent[] found = await tree.ReadAsync<ParticleEvent>().ToArrayAsync();
        Assert.That(found.Select(e => e.Jets), Is.EqualTo((Particle[][])[[new(2, 3), new(4, 5)], []]));
        using EntryBatch batch = await WrittenTree.ReadAsync(path);
        Assert.That(batch.Columns[^1].SharesOffsetsWith(batch.Columns[^2]), Is.True);
    }

    [TestCase(TreeFormat.TTree, 1)]
    [TestCase(TreeFormat.TTree, 3)]
    [TestCase(TreeFormat.RNTuple, 1)]
    [TestCase(TreeFormat.RNTuple, 3)]
    public async Task Every_form_of_member_comes_back_from_within_lists_of_records(TreeFormat format, int threads)
    {
        DepositEvent[] written = [.. Enumerable.Range(0, 9_000).Select(Made)];
        string path = await WriteAsync(written, format, threads);

        await using RootTree tree = await RootTree.OpenAsync($"{path}:Events");
        int at = 0;
        await foreach (DepositEvent found in tree.ReadAsync<DepositEvent>(new() { BatchSize = 777 })) AssertSame(found, written[at++]);
        Assert.That(at, Is.EqualTo(9_000));
    }

    [TestCase(TreeFormat.TTree)]
    [TestCase(TreeFormat.RNTuple)]
    public async Task Fixed_shape_stays_one(TreeFormat format)
    {
        string path = await WriteAsync((NanoEvent[])[new(1, [new(1, 2, 3, 4)], new(5, 6), [.. Enumerable.Range(0, 9)])], format);

        await using RootTree tree = await RootTree.OpenAsync($"{path}:Events");
        Assert.That(tree.Columns.Single(c => c.Name == "PV_cov").Schema!.ToString(), Is.EqualTo("PV_cov: float32[3][3]"));
        NanoEvent found = await tree.ReadAsync<NanoEvent>().SingleAsync();
        Assert.That(found.PV_cov, Is.EqualTo(Enumerable.Range(0, 9)));
        Assert.That((found.nJet, found.Jets.Single(), found.MET), Is.EqualTo((1, new KinematicJet(1, 2, 3, 4), new MissingMomentum(5, 6))));
    }

    [Test]
    public async Task Collections_in_a_collection_have_the_same_ends()
    {
        DepositEvent[] written = [.. Enumerable.Range(0, 20).Select(Made)];
        using EntryBatch found = await WrittenTree.ReadAsync(await WriteAsync(written, TreeFormat.RNTuple));

        Assert.That(found["Deposits.Tracks.pt"].OffsetsAsMemory(1), Is.EqualTo(found["Deposits.Tracks.eta"].OffsetsAsMemory(1)));
        Assert.That(found["Deposits.Covariance"].Schema.ToString(), Is.EqualTo("Deposits.Covariance: float32[*][2][2]"));
    }

    [TestCase(TreeFormat.TTree)]
    [TestCase(TreeFormat.RNTuple)]
    public async Task Empty_tree_has_the_columns_of_its_records(TreeFormat format)
    {
        await using RootTree tree = await RootTree.OpenAsync($"{await WriteAsync<DepositEvent>([], format)}:Events");

        Assert.That((tree.EntryCount, await tree.ReadAsync<DepositEvent>().CountAsync()), Is.EqualTo((0L, 0)));
        Assert.That(tree.Columns.Select(c => c.Name), Has.Some.EqualTo(format == TreeFormat.TTree ? "Extra_pt" : "Extra.pt"));
    }

    [Test]
    public void Batches_end_with_the_bytes_of_records_in_lists()
    {
        using EntryDraft draft = new([RecordMember.Records<Particle>("Jets")]);
        RecordListDraft<Particle> jets = draft.Columns.Records<Particle>(0);
        Particle[] list = new Particle[100_000];
        int count = 0;
        do
        {
            jets.Add(list);
            count++;
        }
        while (!draft.EndEntry());

        Assert.That(count, Is.EqualTo(3));
        using EntryBatch batch = draft.Take();
        Assert.That((batch.EntryCount, batch["Jets_pt"].ValueCount), Is.EqualTo((3, 300_000)));
    }

    [Test]
    public void Records_in_lists_are_added_without_an_allocation()
    {
        using EntryDraft draft = new([RecordMember.Records<Particle>("Jets")]);
        RecordListDraft<Particle> jets = draft.Columns.Records<Particle>(0);
        Particle[] list = new Particle[50];
        for (int i = 0; i < 100; i++) jets.Add(list);       // memory grows to its size

        long before = GC.GetAllocatedBytesForCurrentThread();
        jets.Add(list);

        Assert.That(GC.GetAllocatedBytesForCurrentThread(), Is.EqualTo(before));
    }

    [Test]
    public async Task Null_in_a_record_is_told_with_its_members() =>
        Assert.That(await RefusedAsync([Made(1), Made(3) with { Deposits = [Made(1).Deposits[0] with { Cells = null! }] }]),
            Does.Contain("Entry 1: Deposits.Cells (column 'Deposits_Cells') is null"));

    [Test]
    public async Task Record_that_is_null_is_told_with_its_member() =>
        Assert.That(await RefusedAsync([Made(1) with { Beam = null! }]), Does.Contain("Entry 0: Beam (column 'Beam') is null"));

    [Test]
    public async Task Record_that_is_null_in_some_entries_alone_is_told() =>
        Assert.That(await RefusedAsync([Made(1), Made(2) with { Second = null }]),
            Does.Contain("Entry 1: Second (column 'Second') is null, and had values in those before"));

    [Test]
    public async Task List_that_does_not_fill_its_shape_is_told() =>
        Assert.That(await RefusedAsync([Made(1) with { Deposits = [Made(1).Deposits[0] with { Covariance = [1, 2, 3] }] }]),
            Does.Contain("Entry 0: Deposits.Covariance (column 'Deposits_Covariance') has 3 values, and [RootShape(2, 2)] is 4"));

    [Test]
    public async Task Counter_that_says_otherwise_than_the_records_is_told() =>
        Assert.That(await RefusedAsync((NanoEvent[])[new(2, [default], default, new float[9])]),
            Does.Contain("Entry 0: the counter 'nJet' is 2, and 'Jet_pt' has 1 elements"));

    [Test]
    public async Task Member_that_is_the_column_of_a_record_is_told() =>
        Assert.That(await RefusedAsync((TwiceEvent[])[new([], [])]),
            Does.Contain("Members Jets_pt and Jets.pt would both be column 'Jets_pt'"));

    [Test]
    public async Task List_of_records_without_a_value_is_told_instead_of_losing_its_lengths()
    {
        Assert.That(await RefusedAsync((SparseEvent[])[new(1, [new(null)]), new(2, [])]),
            Does.Contain("Hits (column 'Hits') has lists of SparseHit, and all members of these are null").And.Contain("SparseHit[]?"));

        string path = await WriteAsync((SparseEvent[])[new(1, []), new(2, [])], TreeFormat.TTree);
        await using RootTree tree = await RootTree.OpenAsync($"{path}:Events");
        Assert.That((await tree.ReadAsync<SparseEvent>().ToArrayAsync()).Select(e => e.Hits.Length), Is.EqualTo((int[])[0, 0]));
    }

    [Test]
    public async Task Null_after_a_batch_of_empty_lists_alone_is_told_as_that() =>
        Assert.That(await RefusedAsync((SparseEvent[])[.. Enumerable.Repeat(new SparseEvent(1, []), 4096), new(2, [new(null)])]),
            Does.Contain("Entry 4096: Hits.Charge (column 'Hits_Charge') is null, and became a column of lists that were empty"));

    private static async Task<string> WriteAsync<T>(T[] records, TreeFormat format, int threads = 1) where T : IWritableRootRecord<T>
    {
        string path = Path.Combine(TestData.NewFolder(), "inner.root");
        await using RootFileWriter output = await RootFileWriter.CreateAsync(path);
        await output.WriteTreeAsync("Events", records, new() { Format = format, Threads = threads });
        await output.CompleteAsync();
        return path;
    }

    private static async Task<string> RefusedAsync<T>(T[] records) where T : IWritableRootRecord<T>
    {
        await Task.CompletedTask;
        return Assert.ThrowsAsync<RootException>(() => WriteAsync(records, TreeFormat.TTree))!.Message;
    }

    private static DepositEvent Made(int i) => new(i, [.. Enumerable.Range(0, i % 4).Select(k => Deposit(i, k))], new Point(i, -i),
        new Beam(i, 2, [1, i]), new Point(i, 1), null, i % 2 == 0 ? [new(i, 1)] : []);

    private static Deposit Deposit(int i, int k) => new(k, k == 0 ? "" : $"τ{i}", new float[(i + k) % 3],
        new short[] { 1, (short)i, 3 }.AsMemory(0, k), [.. Enumerable.Range(0, k).Select(n => new double[(i + n) % 3])],
        [.. Enumerable.Range(0, k).Select(n => new string('x', n * i % 5))], new Point(k, i),
        [.. Enumerable.Range(0, (i + k) % 3).Select(n => new Particle(n, i))], [i, k, 1, 2], k == 1);

    private static void AssertSame(DepositEvent found, DepositEvent expected)
    {
        Assert.That((found.Number, found.Vertex, found.Second, found.Other), Is.EqualTo((expected.Number, expected.Vertex, expected.Second,
            (Beam?)null)));
        Assert.That((found.Beam.Fill, found.Beam.nBunch), Is.EqualTo((expected.Beam.Fill, 2)));
        Assert.That(found.Beam.Bunch_charge, Is.EqualTo(expected.Beam.Bunch_charge));
        Assert.That(found.Extra, Is.EqualTo(expected.Extra));
        Assert.That(found.Deposits, Has.Length.EqualTo(expected.Deposits.Length));
        foreach ((Deposit one, Deposit other) in found.Deposits.Zip(expected.Deposits))
        {
            Assert.That((one.Id, one.Name, one.Centre, one.Flag), Is.EqualTo((other.Id, other.Name, other.Centre, other.Flag)));
            Assert.That(one.Codes.Span.SequenceEqual(other.Codes.Span), Is.True);
            Assert.That((one.Cells, one.Rows, one.Labels, one.Tracks, one.Covariance),
                Is.EqualTo((other.Cells, other.Rows, other.Labels, other.Tracks, other.Covariance)));
        }
    }
}

[RootRecord]
internal readonly partial record struct TwiceEvent(float[] Jets_pt, Particle[] Jets);

[RootRecord]
internal readonly partial record struct SparseHit(float? Charge);

[RootRecord]
internal readonly partial record struct SparseEvent(int Number, SparseHit[] Hits);
