using System.Buffers.Binary;

namespace Hep.Root.IO.XRootD;

/// <summary>What a response of the kind kXR_error says.</summary>
internal readonly record struct ServerError(XRootDError Error, string Text)
{
    public static ServerError Parse(ReadOnlySpan<byte> answer)
    {
        if (answer.Length < sizeof(int)) return new ServerError(XRootDError.Server, "an error without a number");
        string text = ServerText.Decode(answer[sizeof(int)..]).TrimEnd();
        XRootDError error = (XRootDError)BinaryPrimitives.ReadInt32BigEndian(answer);
        return new ServerError(error, text.Length > 0 ? text : error.ToString());
    }
}
