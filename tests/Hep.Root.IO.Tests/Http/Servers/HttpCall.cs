using System.Globalization;

namespace Hep.Root.IO.Tests.Http.Servers;

/// <summary>A request as it came.</summary>
public sealed record HttpCall(string Method, string Target, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The ranges it asks for; none: the whole file.</summary>
    public IReadOnlyList<(int First, int Last)> Ranges => Header("Range") is not { } range ? []
        : [.. range["bytes=".Length..].Split(',').Select(r => r.Split('-')).Select(r =>
            (int.Parse(r[0], CultureInfo.InvariantCulture), int.Parse(r[1], CultureInfo.InvariantCulture)))];

    public bool HasRange => Header("Range") is not null;

    public bool HasManyRanges => Ranges.Count > 1;

    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
