using System.Text;

namespace Hep.Root.IO.Http;

/// <summary>A body that is read in lines and in bytes by turns.</summary>
internal sealed class AnswerLines(HttpAnswer answer)
{
    private const int BufferBytes = 8 << 10;

    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _start, _end;

    /// <summary>The next line without its end; null: there is none, or it is too long to be one.</summary>
    public async ValueTask<string?> ReadLineAsync()
    {
        while (true)
        {
            int feed = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (feed >= 0)
            {
                ReadOnlySpan<byte> line = _buffer.AsSpan(_start, feed);
                _start += feed + 1;
                return Encoding.Latin1.GetString(line.TrimEnd((byte)'\r'));
            }
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
            if (_end == BufferBytes) return null;
            int got = await answer.ReadAsync(_buffer.AsMemory(_end)).ConfigureAwait(false);
            if (got == 0) return null;
            _end += got;
        }
    }

    /// <summary>Fills the destination; false: the body ended before.</summary>
    public async ValueTask<bool> FillAsync(Memory<byte> destination)
    {
        int held = Math.Min(destination.Length, _end - _start);
        _buffer.AsSpan(_start, held).CopyTo(destination.Span);
        _start += held;
        for (destination = destination[held..]; !destination.IsEmpty;)
        {
            int got = await answer.ReadAsync(destination).ConfigureAwait(false);
            if (got == 0) return false;
            destination = destination[got..];
        }
        return true;
    }
}
