using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using CsCheck;
using Hep.Testing;

namespace Hep.Jagged.Arrow.Tests;

[NonParallelizable]
public sealed class ArrowFileTests
{
    private string _path = "";

    [SetUp]
    public void NewPath() => _path = Path.Combine(TestData.NewFolder("arrow"), "events.arrow");

    [Test]
    public async Task What_is_written_is_read_again([Values] ArrowForm form) =>
        await Gen.Int.SampleAsync(async seed =>
        {
            Random random = new(seed);
            using EntryBatch batch = RandomBatches.Make(random);
            int cut = random.Next(batch.EntryCount + 1);
            using BatchSource source = BatchSource.From(batch.Slice(0, cut), batch.Slice(cut, batch.EntryCount - cut));

            long written = await WriteAsync(source, form);
            ArrowSource stored = await ArrowSource.OpenAsync(_path);
            List<EntryBatch> read = await ReadAsync(stored);

            Assert.That(written, Is.EqualTo(batch.EntryCount));
            Assert.That(stored.Schema, Is.EqualTo(batch.Schema));
            Assert.That(read.Select(b => b.EntryCount), Is.EqualTo(new[] { cut, batch.EntryCount - cut }));
            using EntryBatch whole = EntryBatch.Concat(read);
            read.ForEach(b => b.Dispose());
            RecordBatchLawTests.AssertSame(whole, batch);
            Assert.That(whole.Identities.Entries.ToArray(), Is.EqualTo(Enumerable.Range(0, batch.EntryCount)));
        }, iter: 60, threads: 1);

    // Written by apache-arrow 21.2.0 for JavaScript: nullable fields, no metadata, buffers as that library lays them out.
    [Test]
    public async Task A_file_of_another_library_is_read()
    {
        string path = Path.Combine(TestData.Repository, "tests", "Hep.Jagged.Arrow.Tests", "Foreign", "javascript.arrow");

        using EntryBatch batch = (await ReadAsync(await ArrowSource.OpenAsync(path))).Single();

        Assert.That(string.Join("; ", batch.Schema), Is.EqualTo("Jet_pt: float32[*]; Jet_tag: bool[*]; i8: int8; u64: uint64; "
            + "d: float64; b: bool; dd: int16[*][*]; fx: int32[2]; t: string"));
        Assert.That(Enumerable.Range(0, 3).Select(i => string.Join(" ", batch.Columns.Select(c => c.ToText(i)))), Is.EqualTo(new[]
        {
            "[1, 2] [true, false] -1 1 1.5 true [[1], [2]] [1, 2] a",
            "[] [] 2 18446744073709551615 NaN false [] [3, 4] ",
            "[3] [true] 3 3 2.5 true [[3]] [5, 6] äb",
        }));
        Assert.That(batch["Jet_pt"].SharesOffsetsWith(batch["Jet_tag"]));
    }

    [Test]
    public async Task A_stream_without_batches_keeps_its_columns([Values] ArrowForm form)
    {
        Schema schema = new([new("Jet_pt", ElementType.Float32, Dimension.Variable) { Counter = "nJet" }]);
        await using (FileStream file = File.Create(_path))
        {
            await AsyncEnumerable.Empty<EntryBatch>().WriteArrowAsync(schema, file, form);
            Assert.That(file.CanWrite, "the stream is still its owner's");
        }

        ArrowSource stored = await ArrowSource.OpenAsync(_path);

        Assert.That(stored.Schema, Is.EqualTo(schema));
        Assert.That(await ReadAsync(stored), Is.Empty);
    }

    [Test]
    public async Task Columns_are_chosen_by_name_and_may_be_narrowed()
    {
        using BatchSource source = BatchSource.From(Column.Create("a", 1f, 2f), Column.Create("b", 3, 4), Column.CreateText("c", "x", "y"));
        await WriteAsync(source);

        ArrowSource stored = await ArrowSource.OpenAsync(_path, new() { Columns = ["c", "a"] });
        List<EntryBatch> both = await ReadAsync(stored), one = await ReadAsync(stored.SelectColumns("a"));

        Assert.That(both.Single().Schema.Select(c => c.Name), Is.EqualTo(new[] { "c", "a" }));
        Assert.That(both.Single()["c"].GetText(1), Is.EqualTo("y"));
        Assert.That(one.Single().Schema.Select(c => c.Name), Is.EqualTo(new[] { "a" }));
        Assert.That(one.Single().Get<float>("a").Values.ToArray(), Is.EqualTo(new[] { 1f, 2f }));
        Assert.That(() => ArrowSource.OpenAsync(_path, new() { Columns = ["aa"] }),
            Throws.InstanceOf<PipelineException>().With.Message.Contains("No column 'aa'"));
    }

    [Test]
    public async Task A_column_of_a_type_that_cannot_be_read_is_in_the_way_only_where_it_is_wanted()
    {
        TimestampArray times = new TimestampArray.Builder(TimestampType.Default).Append(DateTimeOffset.UnixEpoch).Build();
        FloatArray values = new FloatArray.Builder().Append(1).Build();
        Apache.Arrow.Schema schema = new([new Field("time", TimestampType.Default, false), new Field("x", FloatType.Default, false)], null);
        await using (FileStream file = File.Create(_path))
        {
            using ArrowFileWriter writer = new(file, schema, leaveOpen: true);
            await writer.WriteRecordBatchAsync(new RecordBatch(schema, [times, values], 1));
            await writer.WriteEndAsync();
        }

        List<EntryBatch> read = await ReadAsync(await ArrowSource.OpenAsync(_path, new() { Columns = ["x"] }));

        Assert.That(read.Single().Get<float>("x").Values.ToArray(), Is.EqualTo(new[] { 1f }));
        Assert.That(() => ArrowSource.OpenAsync(_path), Throws.InstanceOf<PipelineException>().With.Message.Contains("'time'"));
    }

    [Test]
    public async Task A_file_is_known_wherever_it_lies()
    {
        using BatchSource source = BatchSource.From(Column.Create("a", 1f, 2f)), other = BatchSource.From(Column.Create("a", 1f, 3f));
        await WriteAsync(source);
        EntrySource first = (await ReadAsync(await ArrowSource.OpenAsync(_path))).Single().Identities.SourceOf(0);
        File.Copy(_path, _path + ".copy");
        EntrySource copy = (await ReadAsync(await ArrowSource.OpenAsync(_path + ".copy"))).Single().Identities.SourceOf(0);
        await WriteAsync(other);
        EntrySource second = (await ReadAsync(await ArrowSource.OpenAsync(_path))).Single().Identities.SourceOf(0);

        Assert.That(copy.File, Is.EqualTo(first.File));
        Assert.That(second.File, Is.Not.EqualTo(first.File));
        Assert.That(first.Location, Is.EqualTo(_path));
    }

    [TestCase(0, 200_000)]
    [TestCase(199_999, 200_000)]
    [TestCase(100_000, 200_001)]
    public async Task A_file_is_another_by_its_beginning_its_end_or_its_length(int changed, int length)
    {
        byte[] one = new byte[200_000], other = new byte[length];
        other[changed] = 1;

        Assert.That(await IdentifyAsync(other), Is.Not.EqualTo(await IdentifyAsync(one)));
        Assert.That(await IdentifyAsync([.. one]), Is.EqualTo(await IdentifyAsync(one)));
    }

    [Test]
    public async Task A_pipe_takes_a_stream_and_refuses_a_file()
    {
        using BatchSource source = BatchSource.From(Column.Create("a", 1f, 2f));
        using MemoryStream memory = new();
        await using OneWay pipe = new(memory);

        Assert.That(() => source.WriteArrowAsync(pipe), Throws.ArgumentException.With.Message.Contains("ArrowForm.Stream"));
        await source.WriteArrowAsync(pipe, ArrowForm.Stream);

        using ArrowStreamReader reader = new(memory.ToArray());
        using RecordBatch record = await reader.ReadNextRecordBatchAsync();
        Assert.That(Trees.Of(record.Column("a")), Is.EqualTo(new object[] { 1f, 2f }));
        Assert.That(() => source.WriteArrowAsync(new MemoryStream([], writable: false)),
            Throws.ArgumentException.With.Message.Contains("cannot be written"));
    }

    [Test]
    public async Task Batches_are_disposed_whatever_happens()
    {
        using LiveBatches live = new();
        EntryBatch[] batches = [.. new Column[] { Column.Create("a", 1f), Column.Create("a", 2f), Column.Create("b", 3f) }
            .Select(c => new EntryBatch([c], EntryIdentities.Range(EntrySource.None, 0, 1)))];
        using MemoryStream memory = new();

        Assert.That(() => batches.ToAsyncEnumerable().WriteArrowAsync(batches[0].Schema, memory),
            Throws.InstanceOf<PipelineException>().With.Message.Contains("entry 2").And.Message.Contains("b: float32"));
        Assert.That(live.Count, Is.Zero);
        await Task.CompletedTask;
    }

    [Test]
    public async Task Reading_and_writing_end_when_they_are_cancelled()
    {
        using BatchSource source = BatchSource.From(Column.Create("a", 1f, 2f));
        await WriteAsync(source);
        ArrowSource stored = await ArrowSource.OpenAsync(_path);
        CancellationToken cancelled = new(canceled: true);

        Assert.That(() => source.WriteArrowAsync(new MemoryStream(), cancellationToken: cancelled),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(() => stored.ReadAsync(0, cancelled).ToListAsync().AsTask(), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Reading_ends_between_two_batches_when_it_is_cancelled()
    {
        using EntryBatch batch = new([Column.Create("a", 1f, 2f)], EntryIdentities.Range(EntrySource.None, 0, 2));
        using BatchSource source = BatchSource.From(batch.Share(), batch.Share());
        await WriteAsync(source);
        using CancellationTokenSource end = new();
        await using IAsyncEnumerator<EntryBatch> read =
            (await ArrowSource.OpenAsync(_path)).ReadAsync(0, end.Token).GetAsyncEnumerator();

        await read.MoveNextAsync();
        read.Current.Dispose();
        await end.CancelAsync();

        Assert.That(() => read.MoveNextAsync().AsTask(), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void A_file_that_is_not_there_is_told_as_such() =>
        Assert.That(() => ArrowSource.OpenAsync(_path), Throws.InstanceOf<FileNotFoundException>());

    [Test]
    public async Task A_compressed_file_needs_a_codec()
    {
        Codecs codecs = new();
        using EntryBatch batch = new([Column.Create("a", new float[1000])], EntryIdentities.Range(EntrySource.None, 0, 1000));
        using RecordBatch record = batch.ToRecordBatch();
        await using (FileStream file = File.Create(_path))
        {
            using ArrowFileWriter writer = new(file, record.Schema, leaveOpen: true,
                new IpcOptions { CompressionCodec = CompressionCodecType.Zstd, CompressionCodecFactory = codecs });
            await writer.WriteRecordBatchAsync(record);
            await writer.WriteEndAsync();
        }

        List<EntryBatch> read = await ReadAsync(await ArrowSource.OpenAsync(_path, new() { Codecs = codecs }));
        ArrowSource without = await ArrowSource.OpenAsync(_path);

        Assert.That(read.Single().Get<float>("a").Values.ToArray(), Is.EqualTo(new float[1000]));
        Assert.That(() => ReadAsync(without), Throws.InstanceOf<PipelineException>().With.Message.Contains("ArrowReadOptions.Codecs"));
    }

    private async Task<long> WriteAsync(IBatchSource source, ArrowForm form = ArrowForm.File)
    {
        await using FileStream file = File.Create(_path);
        return await source.WriteArrowAsync(file, form);
    }

    private async Task<Guid> IdentifyAsync(byte[] content)
    {
        await File.WriteAllBytesAsync(_path, content);
        await using FileStream file = File.OpenRead(_path);
        return (await ArrowFileIdentity.OfAsync(file, CancellationToken.None)).File;
    }

    private static async Task<List<EntryBatch>> ReadAsync(IBatchSource source) => await source.ReadAsync().ToListAsync();
}
