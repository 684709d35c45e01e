using System.Runtime.InteropServices;

namespace Hep.Tool.Terminal;

/// <summary>
/// Ctrl-C and its kin: the first asks the work to stop, the second ends the process at once. Neither leaves a half-written file.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    /// <summary>The exit code of work that was stopped: 128 + SIGINT, as shells have it.</summary>
    public const int ExitCode = 130;

    private readonly Session _session;
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;

    /// <summary>Listens until disposed.</summary>
    public StopSignals(Session session)
    {
        _session = session;
        _registrations = [.. ((PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT])
            .Select(s => PosixSignalRegistration.Create(s, OnSignal))];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _stop.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations) registration.Dispose();
        _stop.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (!_stop.IsCancellationRequested)
        {
            _stop.Cancel();
            return;
        }
        _session.AbandonOutputs();
        Environment.Exit(ExitCode);
    }
}
