using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Train.Python;

/// <summary>
/// A conversation with a script: questions and answers, one at a time (docs/python.md). Whatever goes wrong ends the script and
/// becomes a <see cref="TrainingException"/>.
/// </summary>
internal sealed class ScriptSession : IDisposable
{
    private const long SmallBytes = 1 << 20;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100), Grace = TimeSpan.FromSeconds(2);

    private readonly ScriptProcess _process;
    private readonly PythonOptions _options;
    private readonly PipeThread _pipe = new();
    private readonly string _name;
    private bool _schemaIsTold, _isBroken;

    private ScriptSession(ScriptProcess process, PythonOptions options, string name) =>
        (_process, _options, _name) = (process, options, name);

    /// <summary>Python and NumPy with their versions.</summary>
    public string Versions { get; private set; } = "";

    /// <summary>Starts a script and tells it its problem.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="command">The script and its arguments.</param>
    /// <param name="problem">What <c>hep.problem</c> is.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static ScriptSession Open(string name, IReadOnlyList<string> command, JsonObject problem, PythonOptions options,
        CancellationToken cancellationToken = default)
    {
        ScriptSession session = new(ScriptProcess.Run(command, options), options, Path.GetFileName(name));
        try
        {
            byte[] ready = session.Ask(frames =>
            {
                frames.Write(FrameKind.Problem, Encoding.UTF8.GetBytes(problem.ToJsonString()));
                return frames.Read(FrameKind.Ready, SmallBytes);
            }, cancellationToken);
            session.Versions = VersionsOf(ready);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public void BeginEpoch(CancellationToken cancellationToken) => Ask(frames =>
    {
        frames.Write(FrameKind.Epoch, []);
        return frames.Read(FrameKind.Started, 0);
    }, cancellationToken);

    /// <summary>Gives the script one more batch, as soon as the pipe has room for it.</summary>
    public void Train(PaddedBatch batch, CancellationToken cancellationToken) => Ask(frames =>
    {
        Send(frames, FrameKind.Batch, batch);
        return 0;
    }, cancellationToken);

    public EpochOutcome EndEpoch(CancellationToken cancellationToken) => Ask(frames =>
    {
        frames.Write(FrameKind.EpochEnd, []);
        return EpochOutcome.Read(frames.Read(FrameKind.Loss, SmallBytes));
    }, cancellationToken);

    public void Predict(PaddedBatch batch, Span<float> predictions, CancellationToken cancellationToken)
    {
        int length = predictions.Length * sizeof(float);
        byte[] answer = Ask(frames =>
        {
            Send(frames, FrameKind.Predict, batch);
            byte[] content = frames.Read(FrameKind.Predictions, length);
            return content.Length == length ? content
                : throw new InvalidDataException($"predicts {content.Length} bytes for a batch, expected {length}");
        }, cancellationToken);
        MemoryMarshal.Cast<byte, float>(answer).CopyTo(predictions);
    }

    public void Keep() => Tell(FrameKind.Keep);

    public void Restore() => Tell(FrameKind.Restore);

    /// <summary>The model as the script gives it away.</summary>
    public byte[] Export() => Ask(frames =>
    {
        frames.Write(FrameKind.Export, []);
        return frames.Read(FrameKind.Model, OnnxReadLimits.Default.Bytes);
    }, CancellationToken.None);

    /// <summary>A failure of this script, with what it printed last.</summary>
    public TrainingException Fail(string what, Exception? cause = null)
    {
        string message = $"The script '{_name}' {what.TrimEnd('.')}.{_process.Tail}";
        return cause is null ? new TrainingException(message) : new TrainingException(message, cause);
    }

    /// <summary>Tells the script that it is over, and sees to it that nothing is left of it.</summary>
    public void Dispose()
    {
        if (!_isBroken)
        {
            Task<int> close = _pipe.Run(() =>
            {
                _process.Frames.Write(FrameKind.Close, []);
                return 0;
            });
            if (Task.WaitAny([close], Grace) < 0) _process.Kill();   // it does not read
            _ = close.Exception;                                      // it has ended by itself
        }
        _process.Dispose();
        _pipe.Dispose();
    }

    private void Tell(FrameKind kind) => Ask(frames =>
    {
        frames.Write(kind, []);
        return frames.Read(FrameKind.Done, 0);
    }, CancellationToken.None);

    private void Send(FrameStream frames, FrameKind kind, PaddedBatch batch)
    {
        if (!_schemaIsTold) frames.Write(FrameKind.Schema, Encoding.UTF8.GetBytes(SchemaDocument.Of(batch).ToJsonString()));
        _schemaIsTold = true;
        BatchFrame.Write(frames, kind, batch);
    }

    /// <summary>Has something done on the pipe, and waits as long as the script shows that it lives.</summary>
    private T Ask<T>(Func<FrameStream, T> question, CancellationToken cancellationToken)
    {
        if (_isBroken) throw new InvalidOperationException("The script has ended: Start runs it anew.");
        cancellationToken.ThrowIfCancellationRequested();
        _process.Touch();
        Task<T> answer = _pipe.Run(() => question(_process.Frames));
        try
        {
            while (Task.WaitAny([answer], (int)Look.TotalMilliseconds, cancellationToken) < 0)
                if (_process.Silence > _options.Timeout)
                    throw Fail($"showed no sign of life for {_options.Timeout.TotalSeconds:0.#} s, and was ended. It may need longer "
                        + "(timeout), or print how far it is");
            return answer.GetAwaiter().GetResult();
        }
        catch (ScriptFailedException failed)
        {
            throw Break(Explain(failed.Failure), failed);
        }
        catch (IOException end)
        {
            throw Break(FindFailure() is { } failure ? Explain(failure) : Ending(), end);
        }
        catch (InvalidDataException garbage)
        {
            throw Break(garbage.Message, garbage);
        }
        catch (Exception failure) when (failure is TrainingException or OperationCanceledException)
        {
            End();
            throw;
        }
    }

    private TrainingException Break(string what, Exception cause)
    {
        End();
        return Fail(what, cause);
    }

    private void End()
    {
        _isBroken = true;
        _process.Kill();
        _process.ExitCode(Grace);
    }

    /// <summary>What a script that does not read any more has said before it ended; null: nothing.</summary>
    private ScriptFailure? FindFailure()
    {
        Task<byte[]> last = _pipe.Run(() => _process.Frames.Read(FrameKind.Failed, 0));
        if (Task.WaitAny([last], Grace) < 0) return null;
        return last.Exception?.InnerException is ScriptFailedException failed ? failed.Failure : null;
    }

    private string Ending() => _process.ExitCode(Grace) switch
    {
        null => "closed the pipe without giving a model",
        0 => "ended without giving a model: hep.use(model) says what is trained, and hep.epochs(), hep.batches() or hep.data() give data",
        int code => $"ended with exit code {code}{SignalOf(code)} before it gave a model",
    };

    /// <summary>The signal that ended a process on Unix, of those that tell something.</summary>
    private static string SignalOf(int code) => OperatingSystem.IsWindows() ? "" : (code - 128) switch
    {
        4 => " (SIGILL)",
        6 => " (SIGABRT)",
        7 or 10 => " (SIGBUS)",
        8 => " (SIGFPE)",
        9 => " (SIGKILL: the system does so where memory runs out)",
        11 => " (SIGSEGV)",
        15 => " (SIGTERM)",
        _ => "",
    };

    private string Explain(ScriptFailure failure) =>
        failure.Module is { } module
            ? $"needs the Python module '{module}', which the interpreter '{_options.Interpreter}' does not have: install it there, or "
                + "name another interpreter"
            : failure.IsOurs ? $"failed: {failure.Message}" : $"failed with {failure.Type}: {failure.Message}";

    private static string VersionsOf(ReadOnlySpan<byte> ready)
    {
        try
        {
            JsonNode said = JsonNode.Parse(ready)!;
            return $"{(string)said["python"]!} (numpy {(string)said["numpy"]!})";
        }
        catch (Exception failure) when (failure is System.Text.Json.JsonException or InvalidOperationException or NullReferenceException)
        {
            throw new TrainingException("The interpreter does not say which Python it is.", failure);
        }
    }
}
