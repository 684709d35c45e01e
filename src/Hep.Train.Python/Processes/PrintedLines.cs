using System.Text;

namespace Hep.Train.Python;

/// <summary>
/// What a script prints: told line by line, and the last lines kept for messages. No line takes more than its share of memory.
/// </summary>
internal sealed class PrintedLines
{
    private const int LinesKept = 20, LineLength = 500;

    private readonly Queue<string> _last = new();
    private readonly Thread _thread;
    private readonly Action<string> _tell;

    /// <summary>Reads from a stream until it ends, on a thread of its own, as the stream may block.</summary>
    public PrintedLines(StreamReader stream, Action<string> tell)
    {
        _tell = tell;
        _thread = new Thread(() => Read(stream)) { IsBackground = true, Name = "hep-python-output" };
        _thread.Start();
    }

    /// <summary>The last lines, as the end of a message; empty where nothing was printed.</summary>
    public string Tail
    {
        get
        {
            lock (_last) return _last.Count == 0 ? "" : $"\nThe last lines that it printed:\n  {string.Join("\n  ", _last)}";
        }
    }

    /// <summary>Waits for what is still on its way.</summary>
    public void Drain(TimeSpan atMost) => _thread.Join(atMost);

    private void Read(StreamReader stream)
    {
        char[] buffer = new char[4096];
        StringBuilder line = new();
        try
        {
            while (stream.Read(buffer) is > 0 and int count) Take(buffer.AsSpan(0, count), line);
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            // The process is gone.
        }
        if (line.Length > 0) End(line);
    }

    private void Take(ReadOnlySpan<char> text, StringBuilder line)
    {
        foreach (char c in text)
            if (c == '\n') End(line);
            else if (line.Length < LineLength && c != '\r') line.Append(c);
    }

    private void End(StringBuilder line)
    {
        string text = line.ToString();
        line.Clear();
        lock (_last)
        {
            if (_last.Count == LinesKept) _last.Dequeue();
            _last.Enqueue(text);
        }
        _tell(text);
    }
}
