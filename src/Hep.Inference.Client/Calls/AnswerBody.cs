using CommunityToolkit.HighPerformance.Buffers;

namespace Hep.Inference.Client;

/// <summary>The body of an answer, of which no more is taken than a client wants to hold.</summary>
internal sealed class AnswerBody : IAsyncDisposable
{
    private const int FirstBytes = 16 << 10;

    private readonly Stream _stream;
    private readonly int _most;

    private AnswerBody(Stream stream, int most)
    {
        _stream = stream;
        _most = Left = most;
    }

    /// <summary>The bytes that may still come.</summary>
    public int Left { get; private set; }

    /// <exception cref="InferenceException">The answer says that it is longer.</exception>
    public static async Task<AnswerBody> OpenAsync(HttpContent content, int most, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > most) throw TooLong(most);
        return new AnswerBody(await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), most);
    }

    /// <summary>Fills a memory.</summary>
    /// <exception cref="EndOfStreamException">The body ends before.</exception>
    public async Task FillAsync(Memory<byte> memory, CancellationToken cancellationToken)
    {
        await _stream.ReadExactlyAsync(memory, cancellationToken).ConfigureAwait(false);
        Left -= memory.Length;
    }

    /// <summary>Reads so many bytes.</summary>
    /// <exception cref="InferenceException">They are more than may come.</exception>
    /// <exception cref="EndOfStreamException">The body ends before.</exception>
    public async Task<MemoryOwner<byte>> ReadAsync(int length, CancellationToken cancellationToken)
    {
        if (length > Left) throw TooLong(_most);
        MemoryOwner<byte> bytes = MemoryOwner<byte>.Allocate(length);
        try
        {
            await FillAsync(bytes.Memory, cancellationToken).ConfigureAwait(false);
            return bytes;
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    /// <summary>Reads what is left.</summary>
    /// <exception cref="InferenceException">It is more than may come.</exception>
    public async Task<ArrayPoolBufferWriter<byte>> ReadToEndAsync(CancellationToken cancellationToken)
    {
        ArrayPoolBufferWriter<byte> bytes = new(FirstBytes);
        try
        {
            while (await _stream.ReadAsync(bytes.GetMemory(FirstBytes), cancellationToken).ConfigureAwait(false) is > 0 and int read)
            {
                if (read > Left) throw TooLong(_most);
                Left -= read;
                bytes.Advance(read);
            }
            return bytes;
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private static InferenceException TooLong(int most) => new(InferenceFailure.Internal,
        $"The service's answer is longer than {most} bytes: ask for fewer events at once, or raise InferenceClientOptions.AnswerBytes.");
}
