using System.Globalization;
using System.Text;

namespace Hep.Jagged;

/// <summary>
/// What statistics are of, in few digits: the sum of the hashes of all entries, which is the same in any order and adds up where parts are
/// merged, and a hash of the columns and what is made of them. It finds mistakes, not forgeries.
/// </summary>
internal static class StatisticsFingerprint
{
    private const int Digits = 16;

    /// <summary>The sum of the hashes of entries.</summary>
    public static ulong OfEntries(EntryIdentities identities)
    {
        using SharedMemory<ulong> hashes = EntryHash.OfIdentities(identities, seed: 0);
        return System.Numerics.Tensors.TensorPrimitives.Sum<ulong>(hashes.Span);
    }

    /// <summary>The fingerprint as text.</summary>
    public static string ToText(FeatureRecipe recipe, ulong entries)
    {
        string layout = JsonText.Write(json =>
        {
            json.WriteStartObject();
            RecipeDocument.Write(json, recipe, _ => { }, _ => { });
            json.WriteEndObject();
        });
        return string.Create(CultureInfo.InvariantCulture, $"{entries:x16}{EntryHash.OfBytes(Encoding.UTF8.GetBytes(layout)):x16}");
    }

    /// <summary>The part that is of the entries; null where the text is no fingerprint.</summary>
    public static ulong? EntriesIn(string fingerprint) =>
        fingerprint.Length == 2 * Digits && fingerprint.All(char.IsAsciiHexDigit)
            ? ulong.Parse(fingerprint.AsSpan(0, Digits), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : null;
}
