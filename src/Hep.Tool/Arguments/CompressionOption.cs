using System.CommandLine;
using System.CommandLine.Parsing;
using Hep.Root.IO;

namespace Hep.Tool.Arguments;

/// <summary><c>--compression CODEC:LEVEL</c>: how what is written is compressed.</summary>
internal static class CompressionOption
{
    /// <summary>What is taken where nothing is said, and what ROOT takes for its analyses' files.</summary>
    public static readonly RootCompression Default = RootCompression.Zstd();

    // Each codec with the level that is meant by its name alone.
    private static readonly (string Name, RootCompression Usual, Func<int, RootCompression> Of)[] Codecs =
    [
        ("zstd", RootCompression.Zstd(), RootCompression.Zstd), ("lz4", RootCompression.Lz4(), RootCompression.Lz4),
        ("zlib", RootCompression.Zlib(), RootCompression.Zlib), ("lzma", RootCompression.Lzma(), RootCompression.Lzma),
    ];

    /// <summary>The option of a verb.</summary>
    /// <param name="usual">What is done without it.</param>
    public static Option<RootCompression?> Create(string usual = "zstd:5") => new("--compression")
    {
        Description = $"none, zstd, lz4, zlib or lzma, the latter with a level from 1 to 9 behind a colon if wanted (default: {usual}).",
        HelpName = "CODEC:LEVEL",
        CustomParser = Parse,
    };

    private static RootCompression? Parse(ArgumentResult argument)
    {
        string text = argument.Tokens.Count > 0 ? argument.Tokens[0].Value : "";
        if (text == "none") return RootCompression.None;
        foreach ((string name, RootCompression usual, Func<int, RootCompression> of) in Codecs)
        {
            if (text == name) return usual;
            if (text.StartsWith($"{name}:", StringComparison.Ordinal) && text[(name.Length + 1)..] is [>= '1' and <= '9' and char level])
                return of(level - '0');
        }
        argument.AddError($"--compression takes none, zstd, lz4, zlib or lzma, with a level from 1 to 9 such as zstd:5, not '{text}'.");
        return null;
    }
}
