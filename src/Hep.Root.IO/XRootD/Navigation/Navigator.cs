using Hep.Root.IO.Network;

namespace Hep.Root.IO.XRootD;

/// <summary>Brings a request about a path to a server that answers it: sent on, put off, refused, cut off, as often as it takes.</summary>
internal sealed class Navigator(SessionPool sessions)
{
    // Some two seconds in all: whoever is not there then comes back later, if at all.
    private const int MostFailures = 5;

    /// <summary>Asks until there is an answer.</summary>
    /// <param name="route">Where to ask; where the answer came from afterwards.</param>
    /// <param name="make">Makes the request of the path.</param>
    /// <param name="parse">Makes the result of the answer.</param>
    /// <param name="deadline">How long to go on.</param>
    /// <exception cref="XRootDException">The servers refused, or were not reached.</exception>
    public Task<(Session Session, T Result)> AskAsync<T>(Route route, Func<string, Request> make, Parse<T> parse, Deadline deadline) =>
        AskAsync(route, (session, path) => session.AskAsync(make(path), parse, deadline.Token), deadline);

    /// <summary>The same for a way to ask of the caller's own.</summary>
    /// <param name="route">Where to ask; where the answer came from afterwards.</param>
    /// <param name="ask">Asks one server about a path.</param>
    /// <param name="deadline">How long to go on.</param>
    /// <exception cref="XRootDException">The servers refused, or were not reached.</exception>
    public async Task<(Session Session, T Result)> AskAsync<T>(
        Route route, Func<Session, string, Task<(Answer Answer, T Result)>> ask, Deadline deadline)
    {
        for (int failures = 0; ;)
        {
            try
            {
                Session session = await sessions.GetAsync(
                    route.Current.Endpoint, route.LoginToken, deadline.Token).ConfigureAwait(false);
                (Answer answer, T result) = await ask(session, route.Current.PathAndQuery).ConfigureAwait(false);
                if (answer.Status == ResponseStatus.Ok) return (session, result);
                if (answer.Status == ResponseStatus.Wait)
                    await deadline.DelayAsync(WaitTime.Parse(answer.Text)).ConfigureAwait(false);
                else if (answer.Status == ResponseStatus.Redirect) route.Follow(RedirectTarget.Parse(answer.Text));
                else route.GoBackAfter(Refused(answer, route.Current));
            }
            catch (ConnectionLostException lost)
            {
                if (++failures > MostFailures)
                    throw new XRootDException($"'{route.Current}' cannot be read: {lost.Message.TrimEnd('.')}.", lost)
                    { Url = route.Current.ToString(), Server = route.Current.Endpoint.ToString() };
                deadline.Note(lost, route.Current.ToString());
                route.GoBackAfterLoss();
                await deadline.DelayAsync(Backoff.After(failures)).ConfigureAwait(false);
            }
        }
    }

    /// <summary>What a server refused, in words.</summary>
    public static XRootDException Refused(Answer answer, XRootDUrl url)
    {
        if (answer.Status != ResponseStatus.Error)
            return new XRootDException($"{url.Endpoint} answered with status {(int)answer.Status}, which nobody expected.")
            { Url = url.ToString(), Server = url.Endpoint.ToString() };
        ServerError error = ServerError.Parse(answer.Text);
        return new XRootDException($"'{url}': {Opaque.Conceal(error.Text, url.Query)}{Advice(error.Error)}")
        {
            Error = error.Error,
            Url = url.ToString(),
            Server = url.Endpoint.ToString(),
        };
    }

    private static string Advice(XRootDError error) => error switch
    {
        XRootDError.NotAuthorized => ". The token, or the user, has no right to read there: its scope has to cover the path.",
        XRootDError.IsDirectory => ". Name the files in it, or a glob such as '*.root'.",
        XRootDError.TlsRequired => ". Write roots:// for root://.",
        _ => "",
    };
}
