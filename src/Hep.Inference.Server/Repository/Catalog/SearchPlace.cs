using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Hep.Inference.Server.Repository;

/// <summary>A place in the order of a search: what a page token says. It holds though versions come and go meanwhile.</summary>
/// <param name="Key">What the order goes by, a text or a double.</param>
/// <param name="Id">The version's own number, where keys are equal.</param>
internal sealed record SearchPlace(object Key, long Id)
{
    private const int LongestToken = 1024;

    /// <exception cref="InferenceException">The text is no token.</exception>
    public static SearchPlace Parse(string token)
    {
        if (token.Length <= LongestToken && Base64Url.IsValid(token)
            && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)).Split('\n') is [string kind, string key, string id]
            && long.TryParse(id, CultureInfo.InvariantCulture, out long number))
        {
            if (kind == "t") return new SearchPlace(key, number);
            if (double.TryParse(key, CultureInfo.InvariantCulture, out double value)) return new SearchPlace(value, number);
        }
        throw new InferenceException(InferenceFailure.InvalidRequest, "The page is none that an answer of this service named.");
    }

    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Key is double number
        ? string.Create(CultureInfo.InvariantCulture, $"n\n{number:R}\n{Id}")
        : string.Create(CultureInfo.InvariantCulture, $"t\n{Key}\n{Id}")));
}
