using Hep.Jagged;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Typed;

/// <summary>Records within records, over the columns that trees have for them.</summary>
public sealed class InnerRecordTests
{
    [Test]
    public async Task Collection_of_NanoAOD_is_a_list_of_records()
    {
        await using RootTree tree = await RootTree.OpenAsync($"{TestData.Sample("signal.root")}:Events");
        List<NanoEvent> found = await tree.ReadAsync<NanoEvent>(new() { BatchSize = 1_111 }).ToListAsync();

        int at = 0;
        await foreach (EntryBatch batch in tree.ReadBatchesAsync(["Jet_*", "MET_pt"]))
            using (batch)
                for (int i = 0; i < batch.EntryCount; i++, at++)
                {
                    Assert.That(found[at].Jets.Select(j => j.Pt), Is.EqualTo(batch.Get<float>("Jet_pt")[i].ToArray()));
                    Assert.That(found[at].Jets.Select(j => j.Mass), Is.EqualTo(batch.Get<float>("Jet_mass")[i].ToArray()));
                    Assert.That(found[at].MET.pt, Is.EqualTo(batch.Get<float>("MET_pt").Values[i]));
                    Assert.That((found[at].Jets.Length, found[at].PV_cov.Length), Is.EqualTo((found[at].nJet, 9)));
                }
        Assert.That(at, Is.EqualTo(8_000));
    }

    [Test]
    public void Views_show_lists_of_records_without_an_allocation()
    {
        using RecordBatch<ParticleEvent> batch = Jets("Jets_", [1, 2, 3], [0, 2, 2, 3]).AsRecords<ParticleEvent>();
        Assert.That(Sum(batch), Is.EqualTo((6f, 3, 3f)));

        long before = GC.GetAllocatedBytesForCurrentThread();
        Sum(batch);
        Assert.That(GC.GetAllocatedBytesForCurrentThread(), Is.EqualTo(before));

        static (float Sum, int Count, float Last) Sum(RecordBatch<ParticleEvent> batch)
        {
            float sum = 0, last = 0;
            int count = 0;
            foreach (ParticleEvent.View e in batch)
            {
                count += e.Jets.Count;
                foreach (Particle.View jet in e.Jets) sum += jet.pt;
                if (e.Jets.Count > 0) last = e.Jets[e.Jets.Count - 1].pt;
            }
            return (sum, count, last);
        }
    }

    [TestCase("Jets_")]
    [TestCase("Jets.")]
    [TestCase("Jets/Jets.")]
    [TestCase("Jets/")]
    public void Columns_are_called_as_trees_of_each_kind_call_them(string prefix)
    {
        using RecordBatch<ParticleEvent> batch = Jets(prefix, [1, 2, 3], [0, 2, 2, 3]).AsRecords<ParticleEvent>();

        Assert.That(batch.ToArray().Select(e => e.Jets), Is.EqualTo((Particle[][])[[new(1, 1), new(2, 2)], [], [new(3, 3)]]));
    }

    [Test]
    public void Of_two_names_that_have_all_members_the_underscore_is_taken_and_else_the_one_that_has_more()
    {
        Column met = Column.Create("Met", 0f);
        using RecordBatch<ParticleEvent> both = TypedColumns.Batch(
            met, One("Jets.pt", 1), One("Jets.eta", 1), One("Jets_pt", 2), One("Jets_eta", 2)).AsRecords<ParticleEvent>();
        using RecordBatch<ParticleEvent> part = TypedColumns.Batch(
            met.Share(), One("Jets_pt", 2), One("Jets.pt", 1), One("Jets.eta", 1)).AsRecords<ParticleEvent>();

        Assert.That((both[0].Jets[0].pt, part[0].Jets[0].pt), Is.EqualTo((2f, 1f)));

        static Column One(string name, float value) => Column.CreateJagged(name, [value]);
    }

    [Test]
    public void Lists_of_one_length_in_all_entries_are_lists_of_records_too()
    {
        using RecordBatch<ParticleEvent> batch = TypedColumns.Batch(Column.Create("Met", 0f, 0f),
            TypedColumns.Make("Jets_pt", [Dimension.Fixed(2)], 2, [1f, 2, 3, 4]),
            Column.CreateJagged("Jets_eta", [5f, 6], [7f, 8])).AsRecords<ParticleEvent>();

        Assert.That(batch[1].Jets, Is.EqualTo((Particle[])[new(3, 7), new(4, 8)]));
    }

    [Test]
    public async Task Split_vector_of_objects_is_a_list_of_records()
    {
        await using RootTree tree = await OpenCorpusAsync("roottest-tree-selectorreader-trees-TreeVectorClass2.root");
        List<PositionEvent> found = await tree.ReadAsync<PositionEvent>().ToListAsync();

        await foreach (EntryBatch batch in tree.ReadBatchesAsync(["vp/vp.fPosZ"]))
            using (batch)
                for (int i = 0; i < batch.EntryCount; i++)
                    Assert.That(found[i].vp.Select(p => p.fPosZ), Is.EqualTo(batch.Get<double>("vp/vp.fPosZ")[i].ToArray()));
        Assert.That(found.Sum(e => e.vp.Length), Is.GreaterThan(10));
    }

    [Test]
    public async Task Split_vector_in_a_split_vector_is_a_list_in_a_record_of_a_list()
    {
        await using RootTree tree = await OpenCorpusAsync("roottest-tree-selectorreader-trees-TreeNestedVector.root");
        List<NestedEvent> found = await tree.ReadAsync<NestedEvent>().ToListAsync();

        await foreach (EntryBatch batch in tree.ReadBatchesAsync(["vec_branch/vec_branch.fParticles.fPosZ"]))
            using (batch)
                Assert.That(found.SelectMany(e => e.vec_branch).SelectMany(v => v.fParticles).Select(p => p.fPosZ),
                    Is.EqualTo(batch.Get<double>("vec_branch/vec_branch.fParticles.fPosZ").Values.ToArray()));
        Assert.That(found.SelectMany(e => e.vec_branch).Select(v => v.fParticles.Length), Has.Some.GreaterThan(1));
    }

    [TestCase("edm4hep.root", "events")]
    [TestCase("edm4hep_example_rntuple.root", "events")]
    public async Task Collections_of_a_TTree_and_of_an_RNTuple_are_the_same_records(string file, string name)
    {
        await using RootTree tree = await OpenCorpusAsync(file, name);
        string separator = file.Contains("rntuple", StringComparison.Ordinal) ? "" : "CaloHitContributionCollection/";
        List<ContributionEvent> found = await tree.ReadAsync<ContributionEvent>().ToListAsync();

        await foreach (EntryBatch batch in tree.ReadBatchesAsync([$"{separator}CaloHitContributionCollection.stepPosition.y"]))
            using (batch)
                Assert.That(found.SelectMany(e => e.Steps).Select(s => s.stepPosition.y),
                    Is.EqualTo(((Column<float>)batch.Columns[0]).Values.ToArray()).And.Not.Empty);
    }

    [Test]
    public void Records_that_may_be_missing_are_null_or_empty_and_members_that_may_be_are_their_default()
    {
        using RecordBatch<PatientEvent> none = TypedColumns.Batch(Column.Create("Number", 1)).AsRecords<PatientEvent>();
        using RecordBatch<PatientEvent> some = TypedColumns.Batch(Column.Create("Number", 1), Column.CreateJagged("Hits_Charge", [2f, 3f]))
            .AsRecords<PatientEvent>();

        Assert.That((none[0].Vertex, none[0].Hits, none[0].Others),
            Is.EqualTo(((Point?)null, Array.Empty<PatientHit>(), (Particle[]?)null)));
        Assert.That(some[0].Hits, Is.EqualTo((PatientHit[])[new(2, 7, null), new(3, 7, null)]));
        foreach (PatientEvent.View e in some) Assert.That((e.Vertex, e.Others.Count, e.Hits[1].Channel), Is.EqualTo(((Point?)null, 0, 7)));
    }

    [Test]
    public void Columns_of_a_list_that_differ_in_length_are_told_with_their_entry()
    {
        using EntryBatch batch = TypedColumns.Batch(Column.Create("Met", 0f, 0f, 0f),
            Column.CreateJagged("Jets_pt", [1f], [], [1f, 2]), Column.CreateJagged("Jets_eta", [1f], [], [1f]));

        Assert.That(() => batch.AsRecords<ParticleEvent>(), Throws.InstanceOf<RootException>().With.Message.EqualTo(
            "Entry 2: 'Jets_eta' has 1 elements, 'Jets_pt' 2: Jets cannot be one list of records. "
            + "Declare one of them as a list of its own."));
        Assert.That(() => batch.Identities, Throws.InstanceOf<ObjectDisposedException>(), "It was taken over.");
    }

    [Test]
    public async Task Columns_of_a_list_that_differ_in_length_are_told_with_their_file_and_tree()
    {
        string path = Path.Combine(TestData.NewFolder(), "unlike.root");
        await using (RootFileWriter output = await RootFileWriter.CreateAsync(path))
        {
            using EntryBatch batch = TypedColumns.Batch(Column.Create("Met", 0f), Column.CreateJagged("Jets_pt", [1f]),
                Column.CreateJagged("Jets_eta", [1f, 2f]));
            await output.WriteTreeAsync("Events", new[] { batch }.ToAsyncEnumerable());
            await output.CompleteAsync();
        }
        await using RootTree tree = await RootTree.OpenAsync($"{path}:Events");

        RootException refusal = Assert.ThrowsAsync<RootException>(async () => await tree.ReadAsync<ParticleEvent>().CountAsync())!;

        Assert.That(refusal.File, Is.EqualTo(tree.Source.Location));
        Assert.That(refusal.Message, Does.Contain("unlike.root").And.Contain("Events").And.Contain("'Jets_eta' has 2 elements"));
    }

    [Test]
    public void Lists_within_records_that_differ_in_length_are_told_with_their_entry()
    {
        Dimension[] lists = [Dimension.Variable, Dimension.Variable];
        using EntryBatch batch = TypedColumns.Batch(
            TypedColumns.Make("Vertices_Tracks_pt", lists, 3, [1f, 2, 3], [0, 1, 1, 3], [0, 1, 2, 3]),
            TypedColumns.Make("Vertices_Tracks_eta", lists, 3, [1f, 2, 3], [0, 1, 1, 3], [0, 1, 1, 3]));

        Assert.That(() => batch.AsRecords<VertexEvent>(), Throws.InstanceOf<RootException>().With.Message.StartsWith(
            "Entry 2: 'Vertices_Tracks_eta' has 0 elements, 'Vertices_Tracks_pt' 1: Vertices.Tracks cannot be one list of records."));
    }

    [Test]
    public void Members_without_columns_are_told_with_what_was_sought_and_what_is_near()
    {
        using EntryBatch batch = TypedColumns.Batch(Column.Create("Met", 0f), Column.CreateJagged("Jets_Pt", [1f]),
            Column.CreateJagged("Jets_eta", [1f]));
        Assert.That(() => batch.AsRecords<ParticleEvent>(), Throws.InstanceOf<RootException>().With.Message.EqualTo(
            "ParticleEvent does not fit the batch. No column 'Jets_pt' for member Jets.pt, which is float32 in lists of records. "
            + "Nearest: Jets_Pt, Jets_eta."));

        using EntryBatch other = TypedColumns.Batch(Column.Create("Met", 0f), Column.CreateJagged("Jet_pt", [1f]));
        Assert.That(() => other.AsRecords<ParticleEvent>(), Throws.InstanceOf<RootException>().With.Message.EqualTo(
            "ParticleEvent does not fit the batch. No columns for member Jets, which is a list of records, neither for its first, "
            + "'Jets_pt' or 'Jets.pt' or 'Jets/Jets.pt' or 'Jets/pt', nor for others. "
            + "[RootColumn] says what their names begin with. Nearest: Jet_pt."));
    }

    [Test]
    public void Columns_that_have_too_few_levels_or_another_shape_are_told()
    {
        using EntryBatch batch = TypedColumns.Batch(Column.Create("Jet_pt", 1f), Column.CreateJagged("Jet_eta", [1f]),
            Column.CreateJagged("Jet_phi", [1f]), Column.CreateJagged("Jet_mass", [1.0]), Column.Create("nJet", 1),
            Column.Create("MET_pt", 0f), Column.Create("MET_phi", 0f), TypedColumns.Make("PV_cov", [Dimension.Fixed(9)], 1, new float[9]));

        Assert.That(() => batch.AsRecords<NanoEvent>(), Throws.InstanceOf<RootException>()
            .With.Message.Contains("Column 'Jet_pt: float32' does not fit member Jets.Pt, which is float32 in lists of records: "
                + "it has no list for the records, declare it outside of them.")
            .And.Message.Contains("Column 'Jet_mass: float64[*]' does not fit member Jets.Mass, which is float32 in lists of records: "
                + "declare it as double.")
            .And.Message.Contains("Column 'PV_cov: float32[9]' does not fit member PV_cov, which is float32[3][3]: "
                + "declare it as float[], with [RootShape(9)] or without."));
    }

    private static EntryBatch Jets(string prefix, float[] values, int[] offsets) => TypedColumns.Batch(
        Column.Create("Met", new float[offsets.Length - 1]),
        TypedColumns.Make($"{prefix}pt", [Dimension.Variable], offsets.Length - 1, values, offsets),
        TypedColumns.Make($"{prefix}eta", [Dimension.Variable], offsets.Length - 1, values, offsets));

    private static async Task<RootTree> OpenCorpusAsync(string file, string? name = null)
    {
        if (!TestData.HasReference) Assert.Ignore("The corpus is not here.");
        string path = TestData.Reference("corpus", "files", file);
        return await RootTree.OpenAsync(name is null ? path : $"{path}:{name}");
    }
}

[RootRecord]
internal readonly partial record struct Position(double fPosX, double fPosZ);

[RootRecord]
internal readonly partial record struct PositionEvent(Position[] vp);

[RootRecord]
internal readonly partial record struct NestedPositions(Position[] fParticles, int fEventSize);

[RootRecord]
internal readonly partial record struct NestedEvent(NestedPositions[] vec_branch);

[RootRecord]
internal readonly partial record struct Step(float x, float y);

[RootRecord]
internal readonly partial record struct Contribution(int PDG, Step stepPosition);

[RootRecord]
internal readonly partial record struct ContributionEvent([RootColumn("CaloHitContributionCollection")] Contribution[] Steps);

[RootRecord]
internal readonly partial record struct PatientHit(float Charge, [RootColumn(Optional = true)] int Channel = 7, string? Name = null);

[RootRecord]
internal readonly partial record struct PatientEvent(
    int Number, Point? Vertex, [RootColumn(Optional = true)] PatientHit[] Hits, Particle[]? Others = null);

[RootRecord]
internal readonly partial record struct TrackVertex(Particle[] Tracks);

[RootRecord]
internal readonly partial record struct VertexEvent(TrackVertex[] Vertices);
