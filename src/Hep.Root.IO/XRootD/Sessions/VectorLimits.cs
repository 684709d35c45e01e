using System.Globalization;

namespace Hep.Root.IO.XRootD;

/// <summary>How long a vector read may be, as its server says, and as is plenty.</summary>
/// <param name="MostElements">The ranges of a request.</param>
/// <param name="MostBytes">The bytes of a range.</param>
internal sealed record VectorLimits(int MostElements, int MostBytes)
{
    /// <summary>All ranges of a request together: servers refuse 2 GiB, and less is plenty.</summary>
    public const int MostTotalBytes = 8 << 20;

    private const string ElementsKey = "readv_iov_max", BytesKey = "readv_ior_max";

    /// <summary>What a server that says nothing takes.</summary>
    public static VectorLimits Usual { get; } = new(1024, 2_097_136);

    public static IReadOnlyList<string> Keys { get; } = [ElementsKey, BytesKey];

    public static VectorLimits Of(IReadOnlyDictionary<string, string> configuration)
    {
        int elements = Read(configuration, ElementsKey, Usual.MostElements), bytes = Read(configuration, BytesKey, Usual.MostBytes);
        // Some have told the two the wrong way round.
        return elements > bytes ? Usual : new VectorLimits(Math.Min(elements, Usual.MostElements), Math.Min(bytes, Usual.MostBytes));
    }

    /// <summary>Whether a server refuses a vector read for its length, whatever limits it told.</summary>
    public static bool AreRefused(Answer answer) => answer.Status == ResponseStatus.Error
        && ServerError.Parse(answer.Text).Error is XRootDError.TooLongArgument or XRootDError.NoMemory or XRootDError.Unsupported
            or XRootDError.InvalidRequest;

    private static int Read(IReadOnlyDictionary<string, string> configuration, string key, int usual) =>
        configuration.TryGetValue(key, out string? text)
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0
            ? value
            : usual;
}
