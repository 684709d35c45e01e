using System.Net;

namespace Hep.Inference.Client;

/// <summary>The connections that a client makes for itself, kept and shared.</summary>
internal static class ClientConnections
{
    public static SocketsHttpHandler Create(Uri address, InferenceClientOptions options) => new()
    {
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),   // a name may come to stand for another machine
        AutomaticDecompression = options.Compression == BodyCompression.None ? DecompressionMethods.None : DecompressionMethods.All,
        UseProxy = !address.IsLoopback,   // HTTP_PROXY of the environment is meant for other machines, and knows no service of this one
    };
}
