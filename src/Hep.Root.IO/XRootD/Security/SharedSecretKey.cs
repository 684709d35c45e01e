using System.Globalization;

namespace Hep.Root.IO.XRootD;

/// <summary>
/// A line of a keytab: a secret that a server has too. <c>0 u:user g:group n:name N:id c:created e:expires f:flags k:hex</c>, the fields in
/// any order.
/// </summary>
/// <param name="Id">Its number, by which the server finds its own copy.</param>
/// <param name="Name">Its name.</param>
/// <param name="User">Whom it stands for.</param>
/// <param name="Expires">Until when it is good; <see cref="DateTimeOffset.MaxValue"/>: for ever.</param>
/// <param name="Secret">The secret itself.</param>
internal sealed record SharedSecretKey(long Id, string Name, string User, DateTimeOffset Expires, byte[] Secret)
{
    private const string Version = "0", Nowhere = "nowhere", Nobody = "nobody";

    /// <summary>The key of a line; null where it has none, or one that cannot be read.</summary>
    public static SharedSecretKey? Parse(string line)
    {
        string[] fields = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 3 || fields[0] != Version) return null;
        string? Field(string key) => fields.Skip(1).FirstOrDefault(f => f.StartsWith(key, StringComparison.Ordinal))?[key.Length..];
        if (!long.TryParse(Field("N:"), NumberStyles.None, CultureInfo.InvariantCulture, out long id)
            || Field("k:") is not { Length: > 0 } secret || secret.Length % 2 != 0 || !secret.All(char.IsAsciiHexDigit)
            || !long.TryParse(Field("e:") ?? "0", NumberStyles.None, CultureInfo.InvariantCulture, out long expires))
            return null;
        return new SharedSecretKey(id, Field("n:") ?? Nowhere, Field("u:") ?? Nobody,
            expires is 0 || expires > DateTimeOffset.MaxValue.ToUnixTimeSeconds()
                ? DateTimeOffset.MaxValue
                : DateTimeOffset.FromUnixTimeSeconds(expires),
            Convert.FromHexString(secret));
    }

    /// <summary>The key without its secret.</summary>
    public override string ToString() => $"{Name} ({Id})";
}
