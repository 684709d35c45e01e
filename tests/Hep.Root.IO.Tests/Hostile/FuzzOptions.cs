using System.Globalization;

namespace Hep.Root.IO.Tests.Hostile;

/// <summary>
/// What a run over damaged files is asked for in the environment: <c>HEP_FUZZ_MUTATIONS</c> (default 20 000),
/// <c>HEP_FUZZ_MINUTES</c> (goes on with new seeds for so long), <c>HEP_FUZZ_SAVE</c> (a folder that keeps the files with findings),
/// <c>HEP_FUZZ_REPLAY</c> (<c>file.root:seed</c>, one finding again).
/// </summary>
internal static class FuzzOptions
{
    public static int Mutations { get; } = Number("HEP_FUZZ_MUTATIONS") ?? 20_000;

    public static TimeSpan? Duration { get; } = Number("HEP_FUZZ_MINUTES") is { } minutes ? TimeSpan.FromMinutes(minutes) : null;

    public static string? SaveFolder { get; } = Environment.GetEnvironmentVariable("HEP_FUZZ_SAVE");

    public static (string File, int Seed)? Replay { get; } =
        Environment.GetEnvironmentVariable("HEP_FUZZ_REPLAY") is { } text && text.LastIndexOf(':') is > 0 and int colon
            ? (text[..colon], int.Parse(text.AsSpan(colon + 1), CultureInfo.InvariantCulture))
            : null;

    private static int? Number(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            ? value
            : null;
}
