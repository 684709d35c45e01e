using System.Buffers.Binary;
using System.Text;

namespace Hep.Inference.Server.Protocols.Tfaas;

/// <summary>
/// The row and its answer in protobuf (package <c>tfaaspb</c>): <c>Row { repeated string key = 1; repeated float value = 2;
/// string model = 3; }</c>, values packed or not. Wire format: protobuf.dev/programming-guides/encoding.
/// </summary>
internal static class TfaasRowProto
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="InferenceException">The bytes are no row.</exception>
    public static TfaasRow Read(ReadOnlyMemory<byte> message)
    {
        ReadOnlySpan<byte> body = message.Span;
        List<string> keys = [];
        List<float> values = [];
        string model = "";
        while (!body.IsEmpty)
        {
            ulong tag = ReadVarint(ref body);
            switch (tag)
            {
                case (1 << 3) | 2: keys.Add(ReadText(ref body)); break;
                case (2 << 3) | 2: ReadPacked(Take(ref body, ReadVarint(ref body)), values); break;
                case (2 << 3) | 5: values.Add(BinaryPrimitives.ReadSingleLittleEndian(Take(ref body, sizeof(float)))); break;
                case (3 << 3) | 2: model = ReadText(ref body); break;
                default: Skip(ref body, tag & 7); break;
            }
        }
        return new TfaasRow(keys.Count, () => keys, [.. values], model);
    }

    /// <summary>
    /// <c>Predictions { repeated Class prediction = 1; }</c> with <c>Class { string label = 1; float probability = 2; }</c>,
    /// labels left out as the Go service does.
    /// </summary>
    public static byte[] Write(ReadOnlySpan<float> probabilities)
    {
        const int ClassBytes = 5, EntryBytes = 2 + ClassBytes;
        byte[] answer = new byte[probabilities.Length * EntryBytes];
        for (int i = 0; i < probabilities.Length; i++)
        {
            Span<byte> entry = answer.AsSpan(i * EntryBytes, EntryBytes);
            entry[0] = (1 << 3) | 2;
            entry[1] = ClassBytes;
            entry[2] = (2 << 3) | 5;
            BinaryPrimitives.WriteSingleLittleEndian(entry[3..], probabilities[i]);
        }
        return answer;
    }

    private static string ReadText(ref ReadOnlySpan<byte> body)
    {
        ReadOnlySpan<byte> text = Take(ref body, ReadVarint(ref body));
        try
        {
            return Strict.GetString(text);
        }
        catch (DecoderFallbackException e)
        {
            throw new InferenceException(InferenceFailure.InvalidRequest, "The body is no tfaaspb.Row: a text is no UTF-8.", e);
        }
    }

    private static void ReadPacked(ReadOnlySpan<byte> floats, List<float> values)
    {
        if (floats.Length % sizeof(float) != 0) throw Broken();
        for (; !floats.IsEmpty; floats = floats[sizeof(float)..]) values.Add(BinaryPrimitives.ReadSingleLittleEndian(floats));
    }

    private static void Skip(ref ReadOnlySpan<byte> body, ulong wireType)
    {
        switch (wireType)
        {
            case 0: ReadVarint(ref body); break;
            case 1: Take(ref body, sizeof(ulong)); break;
            case 2: Take(ref body, ReadVarint(ref body)); break;
            case 5: Take(ref body, sizeof(uint)); break;
            default: throw Broken();
        }
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> body, ulong count)
    {
        if (count > (ulong)body.Length) throw Broken();
        ReadOnlySpan<byte> taken = body[..(int)count];
        body = body[(int)count..];
        return taken;
    }

    private static ulong ReadVarint(ref ReadOnlySpan<byte> body)
    {
        ulong value = 0;
        for (int i = 0; i < Math.Min(10, body.Length); i++)
        {
            value |= (ulong)(body[i] & 0x7F) << (7 * i);
            if (body[i] >= 0x80) continue;
            body = body[(i + 1)..];
            return value;
        }
        throw Broken();
    }

    private static InferenceException Broken() => new(InferenceFailure.InvalidRequest, "The body is no tfaaspb.Row in protobuf.");
}
