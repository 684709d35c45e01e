namespace Hep.Root.IO.XRootD;

/// <summary>One request after the other, while a session is set up and nobody else uses its connection.</summary>
internal sealed class SetupDialogue(Transport transport)
{
    private const ushort StreamId = 1;
    private const int MostBytes = 1 << 20;

    public Transport Transport => transport;

    /// <summary>Sends the handshake and kXR_protocol in one segment, and reads both answers.</summary>
    public async Task<ProtocolAnswer> GreetAsync(bool wantsTls, CancellationToken cancellationToken)
    {
        byte[] greeting = new byte[ProtocolRequest.HandshakeBytes + Request.HeaderBytes];
        ProtocolRequest.WriteHandshake(greeting);
        ProtocolRequest.Of(wantsTls).WriteHeader(StreamId, greeting.AsSpan(ProtocolRequest.HandshakeBytes));
        await transport.SendAsync(greeting, cancellationToken).ConfigureAwait(false);
        await ReadAsync(cancellationToken).ConfigureAwait(false);               // version and kind, which the second says better
        Answer answer = await ReadAsync(cancellationToken).ConfigureAwait(false);
        return ProtocolRequest.Parse(RequireOk(answer).Text);
    }

    /// <summary>Sends a request, and reads its answer.</summary>
    public async Task<Answer> AskAsync(Request request, CancellationToken cancellationToken)
    {
        byte[] message = new byte[Request.HeaderBytes + request.Payload.Length];
        request.WriteHeader(StreamId, message);
        request.Payload.Span.CopyTo(message.AsSpan(Request.HeaderBytes));
        await transport.SendAsync(message, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <param name="answer">What came.</param>
    /// <param name="secret">What was asked with, and may be repeated to nobody; empty: nothing.</param>
    /// <exception cref="XRootDException">The server refused.</exception>
    public Answer RequireOk(Answer answer, string secret = "")
    {
        if (answer.Status == ResponseStatus.Ok) return answer;
        ServerError error = answer.Status == ResponseStatus.Error
            ? ServerError.Parse(answer.Text)
            : new ServerError(XRootDError.None, $"it answered with status {(int)answer.Status}");
        throw new XRootDException($"{transport.Endpoint} refuses a session: {Opaque.Hide(error.Text, secret)}.")
        {
            Error = error.Error,
            Server = transport.Endpoint.ToString(),
        };
    }

    private async Task<Answer> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            ResponseHeader header = await transport.Frames.ReadHeaderAsync(cancellationToken).ConfigureAwait(false);
            if (header.Length is < 0 or > MostBytes)
                throw new XRootDException($"{transport.Endpoint} announces an answer of {header.Length} bytes: it is no XRootD server.")
                { Server = transport.Endpoint.ToString() };
            byte[] text = new byte[header.Length];
            await transport.Frames.FillAsync(text, cancellationToken).ConfigureAwait(false);
            // Messages that nobody asked for may come at any time.
            if (header.Status != ResponseStatus.Attention) return new Answer(header.Status, text);
        }
    }
}
