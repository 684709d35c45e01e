using System.CommandLine.Parsing;
using System.Globalization;

namespace Hep.Tool.Arguments;

/// <summary>How the values of options are read; what does not fit is an error that names the option and shows what would.</summary>
internal static class Values
{
    /// <summary>A whole number within bounds.</summary>
    public static int? Count(ArgumentResult argument, int least, int most)
    {
        string text = Text(argument);
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most)
            return value;
        argument.AddError($"{Name(argument)} takes a whole number from {least} to {most}, not '{text}'.");
        return null;
    }

    /// <summary>A number of bytes with its unit.</summary>
    public static long? Size(ArgumentResult argument)
    {
        string text = Text(argument);
        if (ByteSize.TryParse(text, out long bytes) && bytes > 0) return bytes;
        argument.AddError($"{Name(argument)} takes a size such as 512MiB or 2GB, not '{text}'.");
        return null;
    }

    /// <summary>An address of HTTP.</summary>
    public static Uri? WebAddress(ArgumentResult argument)
    {
        string text = Text(argument);
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https") return url;
        argument.AddError($"{Name(argument)} takes an address such as http://127.0.0.1:4318, not '{text}'.");
        return null;
    }

    /// <summary>Bins of equal width: their number and range, separated by commas.</summary>
    public static BinRange? Bins(ArgumentResult argument)
    {
        string text = Text(argument);
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        if (parts.Length == 3 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double low)
            && double.TryParse(parts[2], NumberStyles.Float, CultureInfo.InvariantCulture, out double high)
            && BinRange.Of(count, low, high) is { } bins)
            return bins;
        argument.AddError($"{Name(argument)} takes the number of bins (at most {BinRange.MostBins}), the low end and a higher one, "
            + $"such as 50,0,200, not '{text}'.");
        return null;
    }

    /// <summary>One of some words.</summary>
    public static T? Word<T>(ArgumentResult argument, params ReadOnlySpan<(string Word, T Value)> words) where T : struct
    {
        string text = Text(argument);
        foreach ((string word, T value) in words)
            if (word == text) return value;
        List<string> known = [];
        foreach ((string word, _) in words) known.Add(word);
        argument.AddError($"{Name(argument)} takes {string.Join(", ", known)}, not '{text}'.");
        return null;
    }

    private static string Text(ArgumentResult argument) => argument.Tokens.Count > 0 ? argument.Tokens[0].Value : "";

    private static string Name(ArgumentResult argument) =>
        argument.Parent is OptionResult option ? option.Option.Name : argument.Argument.Name;
}
