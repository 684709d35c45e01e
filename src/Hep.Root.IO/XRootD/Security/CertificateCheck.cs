using System.Net.Security;
using Hep.Root.IO.Network;

namespace Hep.Root.IO.XRootD;

/// <summary>Checks the certificate of one server, and keeps what is wrong with it for the message.</summary>
internal sealed class CertificateCheck
{
    private readonly Endpoint _endpoint;
    private string? _fault;

    /// <exception cref="XRootDException">The certificates of authorities cannot be read.</exception>
    public CertificateCheck(Endpoint endpoint, ServerTrust trust)
    {
        _endpoint = endpoint;
        try
        {
            Options = new SslClientAuthenticationOptions
            {
                TargetHost = endpoint.Host,
                CertificateChainPolicy = trust.MakePolicy(),
                RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                    (_fault = CertificateFault.Of(endpoint.Host, certificate, chain, errors)) is null,
            };
        }
        catch (TrustException failure)
        {
            throw new XRootDException(failure.Message, failure);
        }
    }

    public SslClientAuthenticationOptions Options { get; }

    /// <summary>A failure of TLS in words.</summary>
    public Exception Explain(Exception failure) => _fault is null
        ? new ConnectionLostException($"TLS with {_endpoint} failed: {failure.Message}", failure)
        : new XRootDException($"The certificate of {_endpoint} is not accepted: {_fault}", failure) { Server = _endpoint.ToString() };
}
