using System.Globalization;
using Hep.Tool.Terminal;
using Hep.Train;

namespace Hep.Tool.Arguments;

/// <summary>How often checkpoints are written: <c>5</c> (batches), <c>10min</c>, <c>30s</c>, <c>2epochs</c>.</summary>
internal static class CheckpointInterval
{
    private static readonly (string Unit, Func<CheckpointOptions, int, CheckpointOptions> Apply)[] Units =
    [
        ("epochs", (o, n) => o with { EveryEpochs = n, Interval = null }),
        ("min", (o, n) => o with { Interval = TimeSpan.FromMinutes(n) }),
        ("s", (o, n) => o with { Interval = TimeSpan.FromSeconds(n) }),
        ("", (o, n) => o with { EveryBatches = n }),
    ];

    /// <summary>The options with what the text says.</summary>
    /// <exception cref="ToolException">It says nothing.</exception>
    public static CheckpointOptions Apply(CheckpointOptions options, string? text)
    {
        if (text is null) return options;
        (string unit, Func<CheckpointOptions, int, CheckpointOptions> apply) =
            Array.Find(Units, u => text.EndsWith(u.Unit, StringComparison.Ordinal));
        return int.TryParse(text[..^unit.Length], NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
            ? apply(options, number)
            : throw new ToolException($"--checkpoint-every: '{text}' is no interval: 500 (batches), 10min, 30s or 2epochs are.");
    }
}
