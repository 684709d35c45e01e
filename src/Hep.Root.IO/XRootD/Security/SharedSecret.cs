using System.Buffers.Binary;
using System.IO.Hashing;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;

namespace Hep.Root.IO.XRootD;

/// <summary>
/// The protocol sss ("simple shared secret"): who can encrypt the time of day with a server's secret is let in. The secret encrypts nothing
/// else; what is read goes in clear, or under TLS.
/// </summary>
internal static class SharedSecret
{
    private const int RandomBytes = 32, LeastBytes = 128, BlockBytes = 8;
    private const long Epoch = 1_222_183_880;                                    // of XRootD's developers
    private const byte Name = 1, Filler = 7, Host = 0x20, Blowfish = (byte)'0';

    // Blowfish takes keys up to here.
    private const int MostSecretBytes = 56;

    public static Credential Make(CredentialContext context)
    {
        if (context.Options.Keytab is not { } path)
            return Credential.None("no keytab was named: XrdSecSSSKT names one, or XRootDOptions.Keytab");
        if (context.Parameters is not [(char)Blowfish, ..])
            return Credential.None("it encrypts with another cipher than Blowfish, which alone is known here");
        DateTimeOffset now = context.Options.Time.GetUtcNow();
        (SharedSecretKey? key, string why) = SharedSecretKeytab.Read(path, now);
        if (key is null) return Credential.None(why);
        if (key.Secret.Length is < 4 or > MostSecretBytes)
            return Credential.None($"the key {key} has {key.Secret.Length} bytes: 4 to {MostSecretBytes} expected");
        // Newer servers look the key up by its name as well.
        bool namesKey = context.Parameters.AsSpan() is [_, _, '+', ..];
        return new Credential([.. Head(key, namesKey), .. Encrypt(Plain(key, context.Client, now), key.Secret)], null);
    }

    // "sss", the length of the key's name, the cipher, the key's number and its name.
    private static byte[] Head(SharedSecretKey key, bool namesKey)
    {
        int nameBytes = namesKey ? (Encoding.UTF8.GetByteCount(key.Name) + 8) & ~7 : 0;
        byte[] head = new byte[16 + nameBytes];
        "sss\0"u8.CopyTo(head);
        head[6] = checked((byte)nameBytes);
        head[7] = Blowfish;
        BinaryPrimitives.WriteInt64BigEndian(head.AsSpan(8), key.Id);
        if (namesKey) Encoding.UTF8.GetBytes(key.Name, head.AsSpan(16));
        return head;
    }

    // Random bytes, the time, and what the client says of itself: an address that the server compares with the one it sees.
    private static byte[] Plain(SharedSecretKey key, string client, DateTimeOffset now)
    {
        List<byte> plain = [.. RandomNumberGenerator.GetBytes(RandomBytes), .. new byte[8]];
        Append(Host, client);
        Append(Host, Dns.GetHostName());
        Append(Name, key.User);
        int filler = LeastBytes - plain.Count;
        if (filler > 0) plain.AddRange([Filler, 0, (byte)filler, .. RandomNumberGenerator.GetBytes(filler)]);
        byte[] bytes = [.. plain, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(RandomBytes), (int)(now.ToUnixTimeSeconds() - Epoch));
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(plain.Count), Crc32.HashToUInt32(bytes.AsSpan(0, plain.Count)));
        return bytes;

        void Append(byte kind, string text)
        {
            byte[] value = Encoding.UTF8.GetBytes($"{text}\0");
            plain.AddRange([kind, (byte)(value.Length >> 8), (byte)value.Length, .. value]);
        }
    }

    // Feedback of whole blocks from zeros: the random bytes at the front stand in for what the start should be.
    private static byte[] Encrypt(byte[] plain, byte[] secret)
    {
        CfbBlockCipher cipher = new(new BlowfishEngine(), BlockBytes * 8);
        cipher.Init(forEncryption: true, new ParametersWithIV(new KeyParameter(secret), new byte[BlockBytes]));
        byte[] bytes = new byte[(plain.Length + BlockBytes - 1) / BlockBytes * BlockBytes];
        plain.CopyTo(bytes, 0);
        for (int at = 0; at < bytes.Length; at += BlockBytes) cipher.ProcessBlock(bytes, at, bytes, at);
        return bytes[..plain.Length];
    }
}
