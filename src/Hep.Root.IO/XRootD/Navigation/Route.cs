using System.Collections.Frozen;

namespace Hep.Root.IO.XRootD;

/// <summary>
/// The way of one request: to the server of its URL, to those that it is sent on to, and back to the manager where one of them fails, with
/// the names of those that failed (<c>tried=</c>, <c>triedrc=</c>).
/// </summary>
internal sealed class Route
{
    private const int MostHops = 16;
    private const string LostConnection = "srverr";

    // After these another server may do better, as the official client has it.
    private static readonly FrozenDictionary<XRootDError, string> Reasons = new Dictionary<XRootDError, string>
    {
        [XRootDError.FileSystem] = "fserr",
        [XRootDError.InputOutput] = "ioerr",
        [XRootDError.NoMemory] = "srverr",
        [XRootDError.NotFound] = "enoent",
        [XRootDError.Server] = "srverr",
        [XRootDError.Overloaded] = "srverr",
    }.ToFrozenDictionary();

    private List<(string Host, string Reason)> _tried = [];
    private XRootDUrl _origin;
    private XRootDUrl? _manager;                // who sent here, as it was asked first
    private XRootDUrl? _asked;                  // that manager, while it is asked again
    private XRootDException? _first;
    private int _hops;

    /// <param name="origin">The URL.</param>
    public Route(XRootDUrl origin) => Current = _origin = origin;

    /// <summary>Where the request goes next.</summary>
    public XRootDUrl Current { get; private set; }

    /// <summary>What the server there has to be told at the login; mostly empty.</summary>
    public string LoginToken { get; private set; } = "";

    /// <summary>The same way for another request.</summary>
    /// <param name="isFresh">
    /// Whether the servers that failed may be tried again: a file that is open for days would have none left otherwise.
    /// </param>
    public Route Again(bool isFresh)
    {
        Route again = (Route)MemberwiseClone();
        again._hops = 0;
        again._tried = isFresh ? [] : [.. _tried];
        if (isFresh) again._first = null;
        return again;
    }

    /// <summary>Goes where a server sends.</summary>
    /// <exception cref="XRootDException">It went on too often.</exception>
    public void Follow(RedirectTarget target)
    {
        if (++_hops > MostHops)
            throw new XRootDException($"'{_origin}' was sent on {MostHops} times, to {Current.Endpoint} last: its servers send in circles.")
            { Url = _origin.ToString(), Server = Current.Endpoint.ToString() };
        _manager = _asked ?? Current;
        _asked = null;
        // Nothing that was under TLS goes on in clear.
        Endpoint endpoint = Current.Endpoint with
        {
            Host = target.Host,
            Port = target.Port,
            UsesTls = target.UsesTls || Current.Endpoint.UsesTls,
        };
        XRootDUrl next = (target.Path is { } path ? Current.WithPath(path) : Current).At(endpoint).WithQuery(target.Query);
        (Current, LoginToken) = (next, target.LoginToken);
        if (target.Replaces) (_origin, _manager) = (_origin.At(endpoint), null);
    }

    /// <summary>Goes back after a refusal that another server may not have.</summary>
    /// <exception cref="XRootDException">There is nobody else to ask: the refusal, or the first one, which says more.</exception>
    public void GoBackAfter(XRootDException refusal)
    {
        if (_manager is null || !Reasons.TryGetValue(refusal.Error, out string? reason))
            throw refusal.Error is XRootDError.NoReplicas or XRootDError.NotFound && _first is not null ? _first : refusal;
        _first ??= refusal;
        GoBack(reason);
    }

    /// <summary>Goes back after a server was lost; where no manager sent there, to the same server.</summary>
    public void GoBackAfterLoss()
    {
        if (_manager is not null) GoBack(LostConnection);
    }

    private void GoBack(string reason)
    {
        _tried.Add((Current.Endpoint.Host, reason));
        _hops = 0;
        if (_tried.Count > MostHops) throw _first ?? new XRootDException($"'{_origin}': none of {MostHops} servers could be read from.")
        {
            Url = _origin.ToString(),
        };
        string tried = string.Join(',', _tried.Select(t => t.Host)), reasons = string.Join(',', _tried.Select(t => t.Reason));
        (_asked, _manager) = (_manager!, null);
        (Current, LoginToken) = (_asked.WithQuery($"tried={tried}&triedrc={reasons}"), "");
    }
}
