namespace Hep.Root.IO.XRootD;

/// <summary>One way to authenticate: what is sent to a server that offers it, or why nothing can be.</summary>
/// <param name="Bytes">The credentials; null where there are none.</param>
/// <param name="Why">Why there are none, for the message.</param>
/// <param name="Secret">What of them stands in no message, whoever repeats it; empty: nothing.</param>
/// <param name="Advice">What to do where a server refuses them.</param>
internal readonly record struct Credential(byte[]? Bytes, string? Why, string Secret = "", string Advice = "")
{
    public static Credential None(string why) => new(null, why);
}

/// <summary>What credentials may depend on.</summary>
/// <param name="Parameters">What the server said behind the name of the protocol.</param>
/// <param name="User">The name to log in with.</param>
/// <param name="Client">The client's address and port, as the server sees them where nothing stands between.</param>
/// <param name="IsEncrypted">Whether TLS hides them.</param>
/// <param name="Options">The client's options.</param>
internal readonly record struct CredentialContext(string Parameters, string User, string Client, bool IsEncrypted, XRootDOptions Options);
