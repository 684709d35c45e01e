using System.Text;
using System.Text.Json;
using CommunityToolkit.HighPerformance.Buffers;

namespace Hep.Inference.Server.Http;

/// <summary>Reads a JSON body with one forward reader; whatever is wrong with the text is a <see cref="JsonException"/>.</summary>
internal static class JsonBody
{
    /// <summary>Deep enough for tensors of any rank in use.</summary>
    private const int MaxDepth = 64;

    private const int MostPooledBytes = 64;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public delegate T Parser<out T>(ref Utf8JsonReader reader);

    /// <summary>The text without the mark of its byte order, which some programs put in front.</summary>
    public static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> body) => body.Span.StartsWith(ByteOrderMark) ? body[3..] : body;

    /// <summary>Parses the whole text, after which nothing may follow.</summary>
    /// <param name="body">UTF-8.</param>
    /// <param name="parse">Called with the reader at the first token; leaves it at the value's last.</param>
    public static T Parse<T>(ReadOnlySpan<byte> body, Parser<T> parse)
    {
        if (body.StartsWith(ByteOrderMark)) body = body[3..];
        Utf8JsonReader reader = new(body, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            if (!reader.Read()) throw new JsonException("The body is empty.");
            T result = parse(ref reader);
            if (reader.Read()) throw new JsonException("Something follows the document's end.");
            return result;
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("A text holds a broken escape or no UTF-8.", e);   // what the reader throws for both
        }
    }

    /// <summary>Whether the document is an object, at whose start the reader stands.</summary>
    public static void ExpectObject(ref Utf8JsonReader reader, string what)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException($"{what} must be an object.");
    }

    /// <summary>Goes to the value of the object's next property; false at its end.</summary>
    public static bool MoveToProperty(ref Utf8JsonReader reader, out string name)
    {
        reader.Read();
        name = reader.TokenType == JsonTokenType.PropertyName ? TextOf(ref reader) : "";
        return reader.TokenType == JsonTokenType.PropertyName && reader.Read();
    }

    /// <summary>The truth value at which the reader stands.</summary>
    public static bool ReadTruth(ref Utf8JsonReader reader, string what) =>
        reader.TokenType is JsonTokenType.True or JsonTokenType.False
            ? reader.TokenType == JsonTokenType.True
            : throw new JsonException($"{what} must be true or false.");

    /// <summary>The whole number at which the reader stands.</summary>
    public static long ReadInteger(ref Utf8JsonReader reader, string what) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long number)
            ? number
            : throw new JsonException($"{what} must be a whole number.");

    /// <summary>The text at which the reader stands.</summary>
    public static string ReadText(ref Utf8JsonReader reader, string what) =>
        reader.TokenType == JsonTokenType.String ? TextOf(ref reader) : throw new JsonException($"{what} must be a string.");

    /// <summary>Names come again with each request: the short ones are kept, a bounded number of them.</summary>
    private static string TextOf(ref Utf8JsonReader reader) =>
        reader.ValueIsEscaped || reader.ValueSpan.Length > MostPooledBytes || !Ascii.IsValid(reader.ValueSpan)
            ? reader.GetString()!
            : StringPool.Shared.GetOrAdd(reader.ValueSpan, Encoding.ASCII);
}
