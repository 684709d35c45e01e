using Hep.Jagged;
using Hep.Root.IO.Tests.Serialization;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Objects;

/// <summary>
/// The sample <c>histograms.root</c>: made here from <c>signal.root</c>, byte for byte, so that it can be made again. Set
/// <c>HEP_WRITE_SAMPLES=1</c> to do so.
/// </summary>
public sealed class SampleHistograms
{
    private const int Begin = 100, DirectoryBytes = 60;
    private const long Date = (2026L - 1995) << 26 | 1 << 22 | 1 << 17;
    private static readonly byte[] Id = [0x6b, 0x1f, 0x0e, 0x52, 0x3d, 0x9a, 0x4c, 0x47, 0x8f, 0x21, 0x5c, 0x77, 0xd0, 0x4e, 0xa9, 0x13];

    [Test]
    public async Task The_sample_is_what_its_program_writes()
    {
        byte[] made = await MakeAsync();
        string sample = TestData.Sample("histograms.root");
        if (Environment.GetEnvironmentVariable("HEP_WRITE_SAMPLES") == "1") await File.WriteAllBytesAsync(sample, made);

        Assert.That(await File.ReadAllBytesAsync(sample), Is.EqualTo(made));
    }

    [Test]
    public async Task The_sample_reads_as_it_was_filled()
    {
        await using RootFile file = await RootFile.OpenAsync(TestData.Sample("histograms.root"));

        RootHistogram met = await file.ReadHistogramAsync("MET_pt"), map = await file.ReadHistogramAsync("jets/eta_phi");

        Assert.That(met.GetContents().Sum() + met[40], Is.EqualTo(8000));
        Assert.That((map.Dimension, map.Axes[1].BinCount, map.Cells.ToArray().Sum()), Is.EqualTo((2, 32, map.EntryCount)));
        Assert.That((await file.ReadObjectAsync("note")).Get<string>("fString"), Does.Contain("signal.root"));
        Assert.That((await file.ReadObjectAsync("jets")).Items.OfType<RootKey>().Select(k => k.Path), Is.EqualTo(new[] { "jets/eta_phi" }));
    }

    private static async Task<byte[]> MakeAsync()
    {
        await using RootFile signal = await RootFile.OpenAsync(TestData.Sample("signal.root"));
        RootTree events = await signal.OpenTreeAsync("Events");
        Histogram met = new(40, 0, 200);
        RecordedMap map = new();
        (double sum, double squares) = (0, 0);
        await foreach (EntryBatch batch in events.ReadBatchesAsync(["MET_pt", "Jet_eta", "Jet_phi"]))
            using (batch)
            {
                met.FillAll(batch["MET_pt"]);
                foreach (float value in batch.Get<float>("MET_pt").Values)
                    (sum, squares) = value < 200 ? (sum + value, squares + (double)value * value) : (sum, squares);
                map.Fill(batch.Get<float>("Jet_eta").Values, batch.Get<float>("Jet_phi").Values);
            }
        double inside = met.EntryCount - met.Overflow;
        HistogramBytes first = new()
        {
            Name = "MET_pt",
            Title = "Missing transverse energy",
            XTitle = "p_{T}^{miss} [GeV]",
            Range = (0, 200),
            Cells = [0, .. met.Contents, met.Overflow],
            Entries = met.EntryCount,
            Sums = [inside, inside, sum, squares],
        };
        return Assemble(first.ToTH1D().ToArray(), map.ToBytes().ToTH2D().ToArray(), new RecordBytes()
            .Frame(1, b => b.Object().Text("Filled from the sample signal.root, 8000 events.")).ToArray());
    }

    // A file of small records without compression: TFile, its directory 'jets', their keys, no streamer infos.
    private static byte[] Assemble(byte[] met, byte[] map, byte[] note)
    {
        const string name = "histograms.root";
        int nameBytes = Key("TFile", name, "", 0, 0, 0).Length + name.Length + 2;
        RecordBytes file = new();
        file.Raw(new byte[Begin]);
        int topEnd = Begin + nameBytes + DirectoryBytes;
        List<byte[]> top = [], inner = [];
        RecordBytes body = new();

        int Add(List<byte[]> list, string className, string objectName, string title, byte[] payload, int parent)
        {
            int at = topEnd + body.Length;
            list.Add(Key(className, objectName, title, payload.Length, at, parent));
            body.Raw(list[^1]).Raw(payload);
            return at;
        }

        Add(top, "TH1D", "MET_pt", "Missing transverse energy", met, Begin);
        Add(top, "TObjString", "note", "Collectable string class", note, Begin);
        int directoryKey = Key("TDirectory", "jets", "Jets", DirectoryBytes, 0, Begin).Length;
        int jets = topEnd + body.Length, mapAt = jets + directoryKey + DirectoryBytes;
        byte[] mapKey = Key("TH2D", "eta_phi", "Jets", map.Length, mapAt, jets);
        byte[] innerList = List("TDirectory", "jets", "Jets", [mapKey], mapAt + mapKey.Length + map.Length, jets);
        Add(top, "TDirectory", "jets", "Jets", Directory(innerList.Length, directoryKey, jets, Begin, mapAt + mapKey.Length + map.Length),
            Begin);
        body.Raw(mapKey).Raw(map).Raw(innerList);
        int listAt = topEnd + body.Length;
        byte[] list = List("TFile", name, "", top, listAt, Begin);
        int freeAt = listAt + list.Length;
        byte[] freeKey = Key("TFile", name, "", 10, freeAt, Begin);
        int end = freeAt + freeKey.Length + 10;

        RecordBytes whole = new RecordBytes().Raw("root"u8).Int32(63200).Int32(Begin).Int32(end).Int32(freeAt).Int32(freeKey.Length + 10)
            .Int32(1).Int32(nameBytes)
            .Byte(4).Int32(0).Int32(0).Int32(0).Int16(1).Raw(Id);
        whole.Raw(new byte[Begin - whole.Length]);
        byte[] topKey = Key("TFile", name, "", nameBytes - Key("TFile", name, "", 0, 0, 0).Length + DirectoryBytes, Begin, 0);
        return whole.Raw(topKey).Text(name).Text("").Raw(Directory(list.Length, nameBytes, Begin, 0, listAt)).Raw(body.ToArray()).Raw(list)
            .Raw(freeKey).Int16(1).Int32(end).Int32(2_000_000_000).ToArray();
    }

    private static byte[] Key(string className, string name, string title, int payload, int at, int parent)
    {
        int length = 26 + className.Length + name.Length + title.Length + 3;
        return new RecordBytes().Int32(length + payload).Int16(4).Int32(payload).Int32(Date).Int16(length).Int16(1).Int32(at).Int32(parent)
            .Text(className).Text(name).Text(title).ToArray();
    }

    private static byte[] Directory(int keysBytes, int nameBytes, int at, int parent, int keysAt) =>
        new RecordBytes().Int16(5).Int32(Date).Int32(Date).Int32(keysBytes).Int32(nameBytes)
        .Int32(at).Int32(parent).Int32(keysAt).Int16(1).Raw(Id).Raw(new byte[12]).ToArray();

    private static byte[] List(string className, string name, string title, List<byte[]> keys, int at, int parent)
    {
        RecordBytes payload = new RecordBytes().Int32(keys.Count);
        foreach (byte[] key in keys) payload.Raw(key);
        return [.. Key(className, name, title, payload.Length, at, parent), .. payload.ToArray()];
    }

    private sealed class RecordedMap
    {
        private const int Eta = 40, Phi = 32;
        private readonly double[] _cells = new double[(Eta + 2) * (Phi + 2)];
        private int _count;

        public void Fill(ReadOnlySpan<float> etas, ReadOnlySpan<float> phis)
        {
            for (int i = 0; i < etas.Length; i++)
            {
                int x = Math.Clamp((int)Math.Floor((etas[i] + 4.0) * Eta / 8) + 1, 0, Eta + 1),
                    y = Math.Clamp((int)Math.Floor((phis[i] + 3.2) * Phi / 6.4) + 1, 0, Phi + 1);
                _cells[y * (Eta + 2) + x]++;
                _count++;
            }
        }

        public HistogramBytes ToBytes() =>
            new() { Name = "eta_phi", Title = "Jets", XTitle = "#eta", Range = (-4, 4), Cells = _cells, Y = (Phi, -3.2, 3.2, "#phi"),
                Entries = _count };
    }
}
