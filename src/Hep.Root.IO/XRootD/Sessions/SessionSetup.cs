using Hep.Root.IO.Network;

namespace Hep.Root.IO.XRootD;

/// <summary>From a connection to a session: greeting, TLS, login, authentication.</summary>
internal static class SessionSetup
{
    /// <summary>Makes a session.</summary>
    /// <param name="endpoint">The server.</param>
    /// <param name="loginToken">What a redirect gave along; empty: nothing.</param>
    /// <param name="trust">Whom to believe under TLS.</param>
    /// <param name="options">Time-outs and credentials.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ConnectionLostException">The server was not reached, or went away.</exception>
    /// <exception cref="XRootDException">It wants no session with this client.</exception>
    public static async Task<Session> ConnectAsync(
        Endpoint endpoint, string loginToken, ServerTrust trust, XRootDOptions options, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.ConnectTimeout);
        try
        {
            return await TryAsync(endpoint, endpoint.UsesTls, loginToken, trust, options, limit.Token).ConfigureAwait(false)
                ?? await TryAsync(endpoint, wantsTls: true, loginToken, trust, options, limit.Token).ConfigureAwait(false)
                ?? throw new XRootDException($"{endpoint} asks for TLS and does not begin it.") { Server = endpoint.ToString() };
        }
        catch (OperationCanceledException failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ConnectionLostException($"{endpoint} makes no session within {options.ConnectTimeout.TotalSeconds:0.#} s", failure);
        }
        catch (IOException failure)
        {
            throw new ConnectionLostException($"{endpoint} ended the connection while a session was made: {failure.Message}", failure);
        }
    }

    /// <summary>
    /// Null where the server wants TLS after login: credentials would go in clear, so it is asked anew, for TLS at once.
    /// </summary>
    private static async Task<Session?> TryAsync(Endpoint endpoint, bool wantsTls, string loginToken, ServerTrust trust,
        XRootDOptions options, CancellationToken cancellationToken)
    {
        Transport transport = await Transport.ConnectAsync(endpoint, options.ConnectTimeout, cancellationToken).ConfigureAwait(false);
        try
        {
            SetupDialogue dialogue = new(transport);
            ProtocolAnswer protocol = await dialogue.GreetAsync(wantsTls, cancellationToken).ConfigureAwait(false);
            if (protocol.Flags.HasFlag(ServerFlags.GoesToTls))
                await transport.StartTlsAsync(trust, cancellationToken).ConfigureAwait(false);
            else if (wantsTls)
                throw new XRootDException($"{endpoint} does not speak TLS, and nothing may go to it in clear: write root:// if it may.")
                {
                    Error = XRootDError.TlsRequired,
                    Server = endpoint.ToString(),
                };
            else if (protocol.Flags.HasFlag(ServerFlags.TlsForSession))
            {
                transport.Dispose();
                return null;
            }
            string user = endpoint.User.Length > 0 ? endpoint.User : options.UserName ?? Environment.UserName;
            Answer login = await dialogue.AskAsync(LoginRequest.Of(user, loginToken), cancellationToken).ConfigureAwait(false);
            (byte[] id, string offered) = LoginRequest.Parse(dialogue.RequireOk(login, loginToken).Text);
            if (offered.Length > 0)
                await Authentication.RunAsync(dialogue, offered, user, options, cancellationToken).ConfigureAwait(false);
            return new Session(transport, protocol, id, options);
        }
        catch
        {
            transport.Dispose();
            throw;
        }
    }
}
