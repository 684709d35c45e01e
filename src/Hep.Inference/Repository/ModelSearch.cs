namespace Hep.Inference;

/// <summary>A question to a repository: versions that fit all of what is named here.</summary>
public sealed record ModelSearch
{
    /// <summary>Words; each must begin a word of the name, the description, tags, labels or the card.</summary>
    public string Text { get; init; } = "";

    /// <summary>Models of this namespace and of those below it; null: of any.</summary>
    public string? Namespace { get; init; }

    /// <summary>What is predicted: <c>binary</c>; null: anything.</summary>
    public string? Task { get; init; }

    /// <summary>What trained it: <c>torchsharp</c>; null: anything.</summary>
    public string? Engine { get; init; }

    /// <summary>Tags that it has.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Labels that it has, with these values.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Bounds on figures of the card.</summary>
    public IReadOnlyList<MetricBound> Metrics { get; init; } = [];

    /// <summary>A file it was trained on: its location or its checksum, whole; null: any.</summary>
    public string? DataFile { get; init; }

    /// <summary>Whether only the version that answers by default is meant, of each model.</summary>
    public bool DefaultsOnly { get; init; }

    /// <summary>
    /// <c>relevance</c> (with a text the default), <c>name</c> (without one), <c>created</c> (newest first), or
    /// <c>metric:auc</c> (highest first; only versions that have it). A minus in front turns it round.
    /// </summary>
    public string Order { get; init; } = "";

    /// <summary>Versions in an answer, 1 to 1000.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Where the answer goes on: <see cref="ModelSearchResult.NextPage"/> of the one before; null: the first.</summary>
    public string? Page { get; init; }
}

/// <summary>A bound on a figure of the card.</summary>
/// <param name="Name">The figure: <c>auc</c>.</param>
/// <param name="Least">It is at least this; null: any.</param>
/// <param name="Most">It is at most this; null: any.</param>
public readonly record struct MetricBound(string Name, double? Least, double? Most)
{
    private const string AtLeast = ">=", AtMost = "<=";

    /// <summary>Reads <c>auc&gt;=0.9</c> or <c>loss&lt;=0.3</c>.</summary>
    /// <exception cref="InferenceException">The text is none.</exception>
    public static MetricBound Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string by = text.Contains(AtMost, StringComparison.Ordinal) ? AtMost : AtLeast;
        int at = text.IndexOf(by, StringComparison.Ordinal);
        if (at <= 0 || !double.TryParse(text.AsSpan(at + by.Length), System.Globalization.CultureInfo.InvariantCulture, out double bound)
            || !double.IsFinite(bound))
            throw new InferenceException(InferenceFailure.InvalidRequest,
                $"'{text}' is no bound on a metric: auc>=0.9 is one, or loss<=0.3.");
        return by == AtLeast ? new MetricBound(text[..at].Trim(), bound, null) : new MetricBound(text[..at].Trim(), null, bound);
    }

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() => Least is { } least
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Name}{AtLeast}{least:R}")
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Name}{AtMost}{Most:R}");
}
