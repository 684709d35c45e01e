using System.Globalization;

namespace Hep.Train;

/// <summary>Names of devices, as PyTorch spells them: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>, <c>mps</c>; and <c>auto</c>.</summary>
internal static class DeviceName
{
    public const string Cpu = "cpu", Auto = "auto";

    private const string Numbered = "cuda:";
    private static readonly string[] Known = [Cpu, "cuda", "mps", Auto];

    /// <summary>What is wrong with a name; null: nothing.</summary>
    public static string? FaultOf(string name) => Known.Contains(name) || IsNumbered(name) ? null
        : $"There is no device '{name}': {string.Join(", ", Known)} are known, and cuda:1 for the second of several.";

    private static bool IsNumbered(string name) => name.StartsWith(Numbered, StringComparison.Ordinal)
        && byte.TryParse(name.AsSpan(Numbered.Length), NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
