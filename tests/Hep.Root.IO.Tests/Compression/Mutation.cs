namespace Hep.Root.IO.Tests.Compression;

/// <summary>Bytes as damage leaves them: up to three of them changed, by a bit or altogether.</summary>
internal static class Mutation
{
    public static byte[] Of(byte[] stored, Random random)
    {
        byte[] changed = [.. stored];
        for (int count = random.Next(1, 4); count > 0; count--)
        {
            int at = random.Next(changed.Length);
            changed[at] = random.Next(3) switch
            {
                0 => (byte)(changed[at] ^ 1 << random.Next(8)),
                1 => (byte)random.Next(256),
                _ => random.Next(2) == 0 ? (byte)0 : (byte)255,
            };
        }
        return changed;
    }
}
