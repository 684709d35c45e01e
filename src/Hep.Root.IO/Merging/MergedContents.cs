namespace Hep.Root.IO.Merging;

/// <summary>What objects of one path become.</summary>
internal interface IMergedContents
{
    /// <summary>Takes the next object, which belongs to it from then on.</summary>
    /// <exception cref="RootException">It does not fit to those before.</exception>
    void Add(RootObject next);

    /// <summary>The objects to write, one behind the other.</summary>
    IReadOnlyList<RootObject> ToObjects();
}

/// <summary>Texts, each that differs once.</summary>
internal sealed class MergedTexts : IMergedContents
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<RootObject> _texts = [];

    public void Add(RootObject next)
    {
        if (next.Undecoded is { } lost) throw new RootException($"The {next.ClassName} could not be decoded: {lost.Why}.");
        if (_seen.Add(next.GetText(next.ClassName == "TNamed" ? "fTitle" : "fString"))) _texts.Add(next);
    }

    public IReadOnlyList<RootObject> ToObjects() => _texts;
}
