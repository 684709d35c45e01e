using Hep.Testing;

namespace Hep.Root.IO.Tests.Merging;

/// <summary>Histograms as objects, to write and merge.</summary>
internal static class MadeHistograms
{
    private static readonly string[] Sums =
        ["fTsumw", "fTsumw2", "fTsumwx", "fTsumwx2", "fTsumwy", "fTsumwy2", "fTsumwxy", "fTsumwz", "fTsumwz2", "fTsumwxz", "fTsumwyz"];

    /// <summary>An axis; without labels, or with those of its first bins.</summary>
    public static RootObject Axis(string name, int bins, double low, double high, params string[] labels)
    {
        RootObject axis = new("TAxis", 10);
        axis.Add("fName", name);
        axis.Add("fNbins", bins);
        axis.Add("fXmin", low);
        axis.Add("fXmax", high);
        if (labels.Length == 0) return axis;
        List<RootObject> texts = [];
        for (int bin = 1; bin <= labels.Length; bin++)
        {
            if (labels[bin - 1].Length == 0) continue;
            RootObject text = new("TObjString", 1);
            text.Add("fUniqueID", (uint)bin);
            text.Add("fString", labels[bin - 1]);
            texts.Add(text);
        }
        axis.Add("fLabels", new RootObject("THashList", 5) { Items = texts });
        return axis;
    }

    /// <summary>An axis of bins with these edges.</summary>
    public static RootObject Edged(string name, params double[] edges)
    {
        RootObject axis = Axis(name, edges.Length - 1, edges[0], edges[^1]);
        axis.Add("fXbins", edges);
        return axis;
    }

    /// <summary>A histogram, called <c>made</c>, with 0, 1, 2 … in the members that sum what was filled, times a number.</summary>
    public static RootObject Of(string className, RootObject[] axes, double[] cells, double entries = 0, double sums = 0)
    {
        RootObject made = new(className, 0);
        made.Add("fName", "made");
        made.Add("fTitle", "Made");
        for (int i = 0; i < axes.Length; i++) made.Add(((string[])["fXaxis", "fYaxis", "fZaxis"])[i], axes[i]);
        made.Add("fEntries", entries);
        int count = axes.Length switch { 1 => 4, 2 => 7, _ => 11 };
        for (int i = 0; i < count; i++) made.Add(Sums[i], sums * (i + 1));
        made.Add("fArray", cells);
        return made;
    }

    /// <summary>A histogram with one axis that holds some fills, each a weight and a value.</summary>
    public static RootObject Holding(string className, RootObject axis, params double[] fills) => Holding(className, [axis], fills);

    /// <summary>A histogram or profile that holds some fills: a weight, the values on the axes, a profile's own.</summary>
    public static RootObject Holding(string className, RootObject[] axes, params double[] fills)
    {
        bool isProfile = className.StartsWith("TProfile", StringComparison.Ordinal);
        int cells = axes.Aggregate(1, (product, axis) => product * ((int)axis["fNbins"]! + 2));
        RootObject made = Of(className, axes, new double[cells]);
        double[] buffer = [fills.Length / (axes.Length + (isProfile ? 2 : 1)), .. fills];
        made.Add("fBufferSize", buffer.Length);
        made.Add("fBuffer", buffer);
        if (!isProfile) return made;
        made.Add("fSumw2", new double[cells]);
        made.Add("fBinEntries", new double[cells]);
        made.Add($"fTsumw{"xyzt"[axes.Length]}", 0.0);
        made.Add($"fTsumw{"xyzt"[axes.Length]}2", 0.0);
        return made;
    }

    /// <summary>The sums of a histogram with one axis.</summary>
    public static double[] SumsOf(RootObject histogram) => [.. Sums.Take(4).Select(m => histogram.Get<double>(m))];

    /// <summary>A file for each, which are merged; the path of the result.</summary>
    public static async Task<string> MergeAsync(params RootObject[] histograms)
    {
        string folder = TestData.NewFolder();
        List<string> files = [];
        foreach (RootObject histogram in histograms)
            files.Add(await MergeFiles.MakeAsync(
                folder, $"{(char)('a' + files.Count)}.root", output => output.WriteAsync("made", histogram, default)));
        return await MergeFiles.MergeAsync(null, [.. files]);
    }

    /// <summary>The object that they are merged to.</summary>
    public static async Task<RootObject> SumAsync(params RootObject[] histograms)
    {
        await using RootFile file = await RootFile.OpenAsync(await MergeAsync(histograms));
        return await file.ReadObjectAsync("made");
    }
}
