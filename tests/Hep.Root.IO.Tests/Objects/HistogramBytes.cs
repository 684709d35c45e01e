using Hep.Root.IO.Serialization;
using Hep.Root.IO.Tests.Serialization;

namespace Hep.Root.IO.Tests.Objects;

/// <summary>A TH1D as ROOT 6 stores it, the histograms of more axes, and profiles on top of them.</summary>
internal sealed record HistogramBytes
{
    public double[] Cells { get; init; } = [1, 2, 3, 4, 5];

    public double[] Squares { get; init; } = [];

    public double[] Buffer { get; init; } = [];

    public double[] Edges { get; init; } = [];

    public (double Low, double High) Range { get; init; } = (0, 3);

    public string[] Labels { get; init; } = [];

    public string Name { get; init; } = "h";

    public string Title { get; init; } = "a histogram";

    public string XTitle { get; init; } = "xaxis [#mum]";

    public double? Entries { get; init; }

    public string YName { get; init; } = "yaxis";

    /// <summary>A second axis: the cells are then those of a TH2D.</summary>
    public (int Bins, double Low, double High, string Title)? Y { get; init; }

    /// <summary>A third one: those of a TH3D.</summary>
    public (int Bins, double Low, double High, string Title)? Z { get; init; }

    public double[] Sums { get; init; } = [0, 0, 0, 0];

    public RecordBytes ToTH1D() => new RecordBytes().Frame(3, WriteTH1D);

    public RecordBytes ToTH2D() =>
        new RecordBytes().Frame(4, b => Array(b.Frame(5, h => h.Frame(8, WriteTH1).Double(1).Double(0).Double(0).Double(0)), Cells));

    public RecordBytes ToTH3D() => new RecordBytes().Frame(4, WriteTH3D);

    /// <summary>A profile over three axes.</summary>
    public RecordBytes ToProfile3D(double[] entries) => new RecordBytes().Frame(8, b =>
    {
        b.Frame(4, WriteTH3D);
        Array(b, entries).Int32(0).Double(0).Double(0).Double(0).Double(0);
        Array(b, []);
    });

    /// <summary>A profile: the contents are sums of values, these the entries of the bins.</summary>
    public RecordBytes ToProfile(double[] entries, int errorMode = 0) => new RecordBytes().Frame(7, b =>
    {
        b.Frame(3, WriteTH1D);
        Array(b, entries).Int32(errorMode).Double(0).Double(0).Double(0).Double(0);
        Array(b, []);
    });

    public RootHistogram Read() => RootHistogram.Of(ReadObject("TH1D", ToTH1D()));

    public static RootObject ReadObject(string className, RecordBytes record)
    {
        RootObject read = new ObjectReader(new StreamerInfos([]), RootReadLimits.Default)
            .ReadWhole(className, record.ToArray(), keyLength: 0);
        Assert.That(read.Undecoded?.Why, Is.Null);
        return read;
    }

    private void WriteTH1D(RecordBytes histogram)
    {
        histogram.Frame(8, WriteTH1);
        Array(histogram, Cells);
    }

    private void WriteTH3D(RecordBytes histogram)
    {
        histogram.Frame(6, h =>
        {
            h.Frame(8, WriteTH1).Frame(1, _ => { });
            for (int sum = 0; sum < 7; sum++) h.Double(0);
        });
        Array(histogram, Cells);
    }

    private void WriteTH1(RecordBytes b)
    {
        b.Frame(1, named => named.Object().Text(Name).Text(Title));
        b.Frame(2, line => line.Int16(1).Int16(1).Int16(1)).Frame(2, fill => fill.Int16(0).Int16(0))
            .Frame(2, marker => marker.Int16(1).Int16(1).Single(1));
        b.Int32(Cells.Length);
        (int bins, double low, double high, string title) = Y ?? (1, 0, 1, "");
        (int deep, double front, double back, string zTitle) = Z ?? (1, 0, 1, "");
        int others = (Y is null ? 1 : bins + 2) * (Z is null ? 1 : deep + 2);
        Axis(b, "xaxis", XTitle, Cells.Length / others - 2, Range, Edges, Labels);
        Axis(b, YName, title, bins, (low, high), [], []);
        Axis(b, "zaxis", zTitle, deep, (front, back), [], []);
        b.Int16(0).Int16(1000).Double(Entries ?? Cells.Sum());                            // bar offset and width, entries
        foreach (double sum in Sums) b.Double(sum);
        b.Double(-1111).Double(-1111).Double(0);                               // maximum, minimum, norm
        Array(Array(b, []), Squares);                                          // contour, sums of squared weights
        b.Text("").Frame(5, list => list.Object().Text("").Int32(0));          // option, functions
        b.Int32(Buffer.Length).Byte(Buffer.Length > 0 ? 1 : 0);
        foreach (double value in Buffer) b.Double(value);
        b.Int32(0).Int32(2);                                                   // error option, overflow option
    }

    private static void Axis(RecordBytes b, string name, string title, int bins, (double Low, double High) range, double[] edges,
        string[] labels) => b.Frame(10, axis =>
    {
        axis.Frame(1, named => named.Object().Text(name).Text(title));
        axis.Frame(4, look =>
            look.Int32(510).Int16(1).Int16(1).Int16(42).Single(0).Single(0).Single(0).Single(0).Single(0).Int16(1).Int16(42));
        axis.Int32(bins).Double(range.Low).Double(range.High);
        Array(axis, edges).Int32(0).Int32(0).Int16(0).Byte(0).Text("");
        if (labels.Length == 0) axis.Int32(0);
        else axis.Raw(Pointer("THashList", new RecordBytes().Frame(5, list =>
        {
            list.Object().Text("").Int32(labels.Length);
            for (int i = 0; i < labels.Length; i++)
                list.Raw(Pointer("TObjString", new RecordBytes().Frame(1, s => s.Int16(1).Int32(i + 1).Int32(0x0300_0000).Text(labels[i]))))
                    .Byte(0);
        })));
        axis.Int32(0);                                                         // modified labels
    });

    private static byte[] Pointer(string className, RecordBytes value)
    {
        RecordBytes tagged = new RecordBytes().Int32(0xFFFF_FFFF).Raw(System.Text.Encoding.ASCII.GetBytes(className)).Byte(0)
            .Raw(value.ToArray());
        return new RecordBytes().Int32(0x4000_0000L | tagged.Length).Raw(tagged.ToArray()).ToArray();
    }

    private static RecordBytes Array(RecordBytes b, double[] values)
    {
        b.Int32(values.Length);
        foreach (double value in values) b.Double(value);
        return b;
    }
}
