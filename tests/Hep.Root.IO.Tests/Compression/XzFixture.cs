namespace Hep.Root.IO.Tests.Compression;

/// <summary>
/// Streams that XZ Utils 5.4.1 wrote from the texts below, for what ROOT's own files (CRC32, one block, lc 3) never
/// show. The command is named at each.
/// </summary>
internal sealed record XzFixture(string Name, byte[] Stored, byte[] Plain)
{
    public static readonly XzFixture[] All =
    [
        // xz --check=crc64
        new("Crc64", Convert.FromBase64String(
            "/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4AGPAIFdAD9oKDCadTedENqBqAsBV3yjKT5sFPeKqU7EY1DHdrMfLPUdDNvDT/MM/+CSy2cwCRK5HphFBMPj" +
            "pobv6qS5nLxBR4XTRR1V5haFb7CEZpfDe5DsFud4w2HF4lWzWMGsfn4A5Eug7Uq1BCPT9N+dtisEe1OSLxX7VlIgpkuSXAOEAAAAAABQOQQLa83+1QAB" +
            "nQGQAwAADafL4LHEZ/sCAAAAAARZWg=="), Mixed(400)),
        // xz --check=sha256
        new("Sha256", Convert.FromBase64String(
            "/Td6WFoAAArh+wyhAgAhARYAAAB0L+Wj4AGPAIFdAD9oKDCadTedENqBqAsBV3yjKT5sFPeKqU7EY1DHdrMfLPUdDNvDT/MM/+CSy2cwCRK5HphFBMPj" +
            "pobv6qS5nLxBR4XTRR1V5haFb7CEZpfDe5DsFud4w2HF4lWzWMGsfn4A5Eug7Uq1BCPT9N+dtisEe1OSLxX7VlIgpkuSXAOEAAAAAACu/1uvjAAiS/Sp" +
            "Dog+L71Kg7maspdWb5J01j2QKtt0hQABtQGQAwAAViA0C7bp3xwCAAAAAApZWg=="), Mixed(400)),
        // xz --check=none
        new("NoCheck", Convert.FromBase64String(
            "/Td6WFoAAAD/EtlBAgAhARYAAAB0L+Wj4AGPAIFdAD9oKDCadTedENqBqAsBV3yjKT5sFPeKqU7EY1DHdrMfLPUdDNvDT/MM/+CSy2cwCRK5HphFBMPj" +
            "pobv6qS5nLxBR4XTRR1V5haFb7CEZpfDe5DsFud4w2HF4lWzWMGsfn4A5Eug7Uq1BCPT9N+dtisEe1OSLxX7VlIgpkuSXAOEAAAAAAAAAZUBkAMAAGAl" +
            "mAyoAAr8AgAAAAAAWVo="), Mixed(400)),
        // xz --check=crc32 -T2 --block-size=150, which writes sizes into block headers
        new("SeveralBlocks", Convert.FromBase64String(
            "/Td6WFoAAAFpIt42A8BBlgEhARYAAAAA9OyJ5OAAlQA5XQA/aCgwmnU3nRDagagLAVd8oyk+bBT3iqlOxGNQx3azHyz1HQzbw0/zDP/gkstnMAkSuR6X" +
            "1II2TgAAAAAAuh0Y/wPARpYBIQEWAAAAAI33VQbgAJUAPl0AOhfFp457IKXdqgwgMXRLpJNrkgiX5D/HQ241wkVYnGSRv+50BY89R2yxBopYL7996uve" +
            "J8psh8hkaI44nUQAAAAoqaGBA8A8ZCEBFgAAAAAACwKGmOAAYwA0XQA3F8oHe0A38vHwVVFpYh6rh8nN3uTMJ+3l2xusgAAS/MHeSyA5E/Yfr/B9Z7jG" +
            "3pVRlRYAACxPCPoAA1WWAVqWAVBkAAAB0AY9m+NRQAMAAAAAAVla"), Mixed(400)),
        // xz --check=crc32 --lzma2=preset=6,lc=0,lp=4,pb=4
        new("LiteralPositionBits", Convert.FromBase64String(
            "/Td6WFoAAAFpIt42AgAhARYAAAB0L+Wj4AGPAILYAD9oKDCadTebi+cDoICUZToY3Qr5kiTO4tu0x8fv2LKjJlcb3611+/K9JTBTDzpbItS2YjDdpfIj" +
            "AOZuDeXBGk8Nlbejwg70t0akd9ZYnXPnfJepqMqdbgmyrt6wN44S6zDMTI59nnhvz9ouKf0ap8SdL+DcLHBhUh3G7TuxKQhUAAAAAACfca7qAAGaAZAD" +
            "AAC1l879PjANiwIAAAAAAVla"), Mixed(400)),
        // xz --check=crc32 --lzma2=preset=6,lc=4,lp=0,pb=0
        new("LiteralContextBits", Convert.FromBase64String(
            "/Td6WFoAAAFpIt42AgAhARYAAAB0L+Wj4AGPAIEEAD9o5s8VoY3eqVDWMZBrBIt0aDBhpSG4A5a2L/utT7KI/Ptr/Wc2WOLM+i4yL7NYBNhQgJyQYRzl" +
            "tMNi/9+yqbDoC2lr9HWeIU9fAvjbH3soK7aFmFGDodL+0TOtCmaA00aQ1AbPke0qOWIDg1RhgFEbTGkDKO9LtYgsVHR6jBvcAAAAAACfca7qAAGZAZAD" +
            "AAAb5Vp7PjANiwIAAAAAAVla"), Mixed(400)),
        // xz --check=crc32 of noise, which LZMA2 stores as it is
        new("PlainChunk", Convert.FromBase64String(
            "/Td6WFoAAAFpIt42AgAhARYAAAB0L+WjAQB3bE50khMlIi4xoc0TvhLtQmlmziT8I9fajSCXYWoGlW7CitQDE2go1FcePF3ubl7ASpERX107UT7CU6QW" +
            "rW7lOJQR0Ciao0z1wDR8WcrwhJXzYRsLUGjVmAT5LrcpmVVXeZm+eMAQZocCmeV/bNI1vPuPRJ3u4jvhABBbkkQAAYwBeAAAAL2hzDk+MA2LAgAAAAAB" +
            "WVo="), Noise(120)),
        // xz --check=crc32 of 200 000 zeros: the longest matches
        new("Zeros", Convert.FromBase64String(
            "/Td6WFoAAAFpIt42AgAhARYAAAB0L+Wj4w0/AGFdAABv/f//o7f/Rz5IFXI5YVG4kijmo4YH+e7kHoLTL8U6PAFLsX7JiopNL6MN2X+m44wjEVPgWRjF" +
            "dYrid/i2lH8MasDedElk4ulcU7IE2PdEDKtfDW1G6eXDdoi3fz/n8wAAAAAAe1jgXAABecCaDAAAq5iK3T4wDYsCAAAAAAFZWg=="), new byte[200_000]),
    ];

    public override string ToString() => Name;

    /// <summary>Words and short runs in an order that a linear congruence decides.</summary>
    public static byte[] Mixed(int count)
    {
        List<byte> bytes = [];
        for (uint x = Next(1); bytes.Count < count; x = Next(x))
        {
            if ((x & 0x10000) != 0) bytes.AddRange("Muon_pt Jet_eta "u8[..(int)(4 + (x >> 20) % 12)]);
            else bytes.AddRange(Enumerable.Repeat((byte)(x >> 8), (int)(1 + (x >> 24) % 3)));
        }
        return [.. bytes.Take(count)];
    }

    /// <summary>Bytes that do not compress.</summary>
    public static byte[] Noise(int count)
    {
        byte[] bytes = new byte[count];
        uint x = 7;
        for (int i = 0; i < count; i++) bytes[i] = (byte)((x = Next(x)) >> 16);
        return bytes;
    }

    private static uint Next(uint x) => (x * 1103515245 + 12345) & 0x7FFF_FFFF;
}
