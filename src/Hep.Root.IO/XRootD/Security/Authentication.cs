namespace Hep.Root.IO.XRootD;

/// <summary>Goes through what a server offers, in its order, until one way to authenticate succeeds.</summary>
internal static class Authentication
{
    private const string Mark = "&P=";

    /// <exception cref="XRootDException">None does: the message tells of each why.</exception>
    public static async Task RunAsync(
        SetupDialogue dialogue, string offered, string user, XRootDOptions options, CancellationToken cancellationToken)
    {
        List<string> refused = [];
        foreach (string offer in offered.Split(Mark, StringSplitOptions.RemoveEmptyEntries))
        {
            int comma = offer.IndexOf(',', StringComparison.Ordinal);
            string protocol = comma < 0 ? offer : offer[..comma];
            CredentialContext context = new(comma < 0 ? "" : offer[(comma + 1)..], user, dialogue.Transport.ClientAddress,
                dialogue.Transport.IsEncrypted, options);
            Credential credential = Credentials.Make(protocol, context);
            if (credential.Bytes is not { } bytes)
            {
                refused.Add($"{protocol}: {credential.Why}");
                continue;
            }
            Answer answer = await dialogue.AskAsync(AuthenticateRequest.Of(protocol, bytes), cancellationToken).ConfigureAwait(false);
            if (answer.Status == ResponseStatus.Ok) return;
            refused.Add($"{protocol}: {Opaque.Hide(Refusal(answer), credential.Secret)}{credential.Advice}");
        }
        throw new XRootDException($"{dialogue.Transport.Endpoint} lets nobody in who does not authenticate. It offers "
            + $"{string.Join("; ", refused)}.")
        {
            Error = XRootDError.AuthenticationFailed,
            Server = dialogue.Transport.Endpoint.ToString(),
        };
    }

    private static string Refusal(Answer answer) => answer.Status == ResponseStatus.Error
        ? ServerError.Parse(answer.Text).Text
        : "it asks for a second round, which this client does not know";
}
