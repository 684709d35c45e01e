namespace Hep.Root.IO.XRootD;

/// <summary>Whether requests have to be signed: the part of the answer to kXR_protocol that is tagged <c>S</c>.</summary>
/// <param name="Level">How many kinds of requests; 0: none.</param>
/// <param name="IsForced">Whether those of clients too whose authentication gave no key.</param>
internal readonly record struct SigningRules(byte Level, bool IsForced)
{
    private const byte Tag = (byte)'S', Force = 0x02;

    // No protocol that this client speaks gives a key: without force nothing is signed, whatever the level.
    public bool Apply => Level > 0 && IsForced;

    /// <summary>Finds it among the tagged parts: tag, reserved, version, options, level, number of overrides.</summary>
    public static SigningRules Parse(ReadOnlySpan<byte> parts) =>
        parts.Length >= 6 && parts[0] == Tag ? new SigningRules(parts[4], (parts[3] & Force) != 0) : default;
}
