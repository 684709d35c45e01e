using Hep.Jagged;

namespace Hep.Root.IO.Writing.Objects;

/// <summary>Makes ROOT's objects of what this family has of its own: a histogram is a TH1D, a text a TObjString.</summary>
internal static class HistogramObjects
{
    /// <summary>A TH1D.</summary>
    public static RootObject Of(Histogram histogram, string name)
    {
        RootObject stored = new("TH1D", 3);
        double[] cells = [histogram.Underflow, .. histogram.Contents, histogram.Overflow];
        stored.Add("fName", name);
        stored.Add("fTitle", histogram.Title);
        stored.Add("fNcells", cells.Length);
        stored.Add("fXaxis", Axis("xaxis", histogram.XLabel, histogram));
        stored.Add("fYaxis", Axis("yaxis", histogram.YLabel, null));
        stored.Add("fEntries", (double)histogram.EntryCount);
        AddSums(stored, histogram);
        // Without weights the contents are their own variances, and ROOT keeps no second array.
        if (!histogram.SquaredWeights.SequenceEqual(histogram.Contents))
            stored.Add("fSumw2", (double[])[Math.Abs(histogram.Underflow), .. histogram.SquaredWeights, Math.Abs(histogram.Overflow)]);
        stored.Add("fArray", cells);
        return stored;
    }

    /// <summary>The same object under another name.</summary>
    public static RootObject Renamed(RootObject source, string name)
    {
        RootObject renamed = new(source.ClassName, source.Version);
        foreach ((string member, object? value) in source.Members) renamed.Add(member, member == "fName" ? name : value);
        return renamed;
    }

    /// <summary>A TObjString.</summary>
    public static RootObject Of(string text)
    {
        RootObject stored = new("TObjString", 1);
        stored.Add("fString", text);
        return stored;
    }

    private static RootObject Axis(string name, string title, Histogram? bins)
    {
        RootObject axis = new("TAxis", 10);
        axis.Add("fName", name);
        axis.Add("fTitle", title);
        if (bins is null) return axis;
        axis.Add("fNbins", bins.BinCount);
        axis.Add("fXmin", bins.Edges[0]);
        axis.Add("fXmax", bins.Edges[^1]);
        if (!bins.IsUniform) axis.Add("fXbins", bins.Edges.ToArray());
        return axis;
    }

    // The sums that ROOT takes while it fills; of what was filled here only the bins are known: each at its centre.
    private static void AddSums(RootObject stored, Histogram histogram)
    {
        (double w, double w2, double wx, double wx2) = (0, 0, 0, 0);
        for (int bin = 0; bin < histogram.BinCount; bin++)
        {
            double x = (histogram.Edges[bin] + histogram.Edges[bin + 1]) / 2;
            w += histogram.Contents[bin];
            w2 += histogram.SquaredWeights[bin];
            wx += histogram.Contents[bin] * x;
            wx2 += histogram.Contents[bin] * x * x;
        }
        stored.Add("fTsumw", w);
        stored.Add("fTsumw2", w2);
        stored.Add("fTsumwx", wx);
        stored.Add("fTsumwx2", wx2);
    }
}
