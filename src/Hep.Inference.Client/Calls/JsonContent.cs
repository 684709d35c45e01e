namespace Hep.Inference.Client;

/// <summary>JSON that is written already, as the body of a request.</summary>
internal static class JsonContent
{
    public static HttpContent Of(ReadOnlyMemory<byte> json) =>
        new ReadOnlyMemoryContent(json) { Headers = { ContentType = new("application/json") } };
}
