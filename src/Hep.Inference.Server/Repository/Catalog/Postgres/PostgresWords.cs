using System.Globalization;
using System.Text;

namespace Hep.Inference.Server.Repository;

/// <summary>
/// Words as PostgreSQL's search is to see them: letters and digits alone, in lower case, without accents. So a word is the same in every
/// language of a database, and nothing that it would take for an address, a number or a path is one.
/// </summary>
internal static class PostgresWords
{
    // of a word 2046 bytes may be in an index, of all words of a row a megabyte
    private const int LongestWord = 500, LongestText = 150_000;

    public static IEnumerable<string> Of(string text)
    {
        StringBuilder plain = new(Math.Min(text.Length, LongestText));
        foreach (char c in WithoutAccents(text))
        {
            if (plain.Length == LongestText) break;
            plain.Append(char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c) : ' ');
        }
        return plain.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(w => w.Length > LongestWord ? w[..LongestWord] : w);
    }

    private static IEnumerable<char> WithoutAccents(string text) =>
        Ascii.IsValid(text) ? text : text.Normalize(NormalizationForm.FormD)
            .Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark);
}
