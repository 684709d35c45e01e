using System.Buffers.Binary;
using System.Text;

namespace Hep.Root.IO.XRootD;

/// <summary>kXR_login: a name, and what the client can do.</summary>
internal static class LoginRequest
{
    public const int SessionIdBytes = 16;

    private const int UserBytes = 8;
    private const byte FollowsUrls = 1, FollowsWhileReading = 4, SpeaksIPv6 = 8, KnowsFlagsOfRedirects = 128;
    private const byte TakesLateAnswers = 0x80, Generation = 5;

    /// <param name="user">The name, of which eight bytes are told.</param>
    /// <param name="token">What a redirect gave along for this login; empty: nothing.</param>
    public static Request Of(string user, string token)
    {
        Span<byte> body = stackalloc byte[16];
        BinaryPrimitives.WriteInt32BigEndian(body, Environment.ProcessId);
        byte[] name = Encoding.UTF8.GetBytes(user);
        name.AsSpan(0, Math.Min(name.Length, UserBytes)).CopyTo(body[4..]);
        body[13] = FollowsUrls | FollowsWhileReading | SpeaksIPv6 | KnowsFlagsOfRedirects;
        body[14] = TakesLateAnswers | Generation;
        return new Request(RequestCode.Login, body, Encoding.UTF8.GetBytes(token));
    }

    /// <summary>The session's id, and which ways to authenticate the server offers; empty: none is needed.</summary>
    public static (byte[] SessionId, string Offered) Parse(ReadOnlySpan<byte> answer) => answer.Length >= SessionIdBytes
        ? (answer[..SessionIdBytes].ToArray(), ServerText.Decode(answer[SessionIdBytes..]))
        : throw new XRootDException($"The server answered a login with {answer.Length} bytes: a session of {SessionIdBytes} expected.");
}
