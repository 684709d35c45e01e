using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Hep.Jagged;
using Hep.Root.IO.Datasets.Catalogs;

namespace Hep.Root.IO.Datasets.Keeping;

/// <summary>
/// What the statistics of a file are kept under. The name stands for the file's place and for how its statistics are taken; the key for
/// that and for the file as it is. So a file that has changed replaces its part, and several configurations share a folder.
/// </summary>
/// <param name="Name">The part's name in the folder.</param>
/// <param name="Key">Tells what the part is of from anything else.</param>
/// <param name="Stamp">The file as it was when this was asked.</param>
internal sealed record PartKey(string Name, byte[] Key, FileStamp Stamp)
{
    // What takes the statistics otherwise than before has another number, so that old parts are not taken for new ones.
    private const int Taking = 1;

    /// <summary>The key of a file's part; null for one whose changes nobody can tell without reading it, as behind a URL.</summary>
    /// <param name="file">The file, with the range that is read of it.</param>
    /// <param name="plan">What <see cref="StatisticsPlan.Describe"/> says.</param>
    /// <param name="options">How the dataset is read.</param>
    public static PartKey? Of(DatasetFile file, string plan, DatasetOptions options)
    {
        if (FileStamp.Of(file.Location) is not { } stamp) return null;
        string taken = Describe(file, plan, options);
        string now = string.Create(CultureInfo.InvariantCulture,
            $"{stamp.Bytes} {stamp.Modified} {file.Source.FileBytes} {file.Source.File} {file.EntryCount}\n{taken}");
        return new PartKey(Convert.ToHexStringLower(Hash(taken).AsSpan(0, 16)), Hash(now), stamp);
    }

    // A line a setting, none of which can be taken for two: lengths stand before texts.
    private static string Describe(DatasetFile file, string plan, DatasetOptions options)
    {
        StringBuilder text = new();
        Add(Taking);
        AddText(file.Location);
        AddText(file.Source.Tree);
        // The whole of a file that grows is still the whole.
        bool isWhole = file.First == 0 && file.End == file.EntryCount;
        AddText(isWhole ? "whole" : string.Create(CultureInfo.InvariantCulture, $"{file.First} {file.End}"));
        Add(file.Specification.Default.Count);
        foreach ((string column, double value) in file.Specification.Default.OrderBy(d => d.Key, StringComparer.Ordinal))
        {
            AddText(column);
            Add(BitConverter.DoubleToInt64Bits(value));
        }
        Add(file.Specification.Label.Count);   // definitions and cuts may use labels and weights
        foreach (string label in file.Specification.Label) AddText(label);
        AddText(file.Specification.Weight);
        AddText(options.Reading.Where?.Text ?? "");
        Add(BitConverter.DoubleToInt64Bits(options.Sample?.Fraction ?? 1));
        Add(options.Sample is { Fraction: < 1 } sample ? sample.Seed : 0);
        AddText(plan);
        return text.ToString();

        void Add(long number) => text.Append(CultureInfo.InvariantCulture, $"{number}\n");

        void AddText(string part) => text.Append(CultureInfo.InvariantCulture, $"{part.Length} {part}\n");
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
