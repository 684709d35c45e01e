using System.Runtime.InteropServices;

namespace Hep.Jagged;

/// <summary>An array of an archive that is being made; it belongs to its <see cref="NpzWriter"/>.</summary>
public class NpzArray
{
    private readonly NpyType _type;
    private readonly int[] _rowShape;
    private readonly Spool _spool;
    private readonly long _rowBytes;

    internal NpzArray(string name, NpyType type, ReadOnlySpan<int> rowShape, Spool spool)
    {
        Name = name;
        _type = type;
        _rowShape = rowShape.ToArray();
        _spool = spool;
        _rowBytes = type.Width;
        foreach (int size in rowShape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(rowShape));
            _rowBytes = checked(_rowBytes * size);
        }
    }

    /// <summary>The name in the archive.</summary>
    public string Name { get; }

    /// <summary>The rows so far.</summary>
    public long RowCount { get; private set; }

    internal void AppendBytes(ReadOnlySpan<byte> rows)
    {
        if (_rowBytes == 0) throw new PipelineException($"Rows of array '{Name}' have no elements: AppendEmpty counts them.");
        if (rows.Length % _rowBytes != 0)
            throw new PipelineException(
                $"Array '{Name}' grows by rows of {_rowBytes / _type.Width} elements, {rows.Length / _type.Width} were given.");
        _spool.Write(rows);
        RowCount += rows.Length / _rowBytes;
    }

    /// <summary>Adds rows of a shape without elements: those of a network without inputs.</summary>
    /// <exception cref="PipelineException">Rows have elements.</exception>
    public void AppendEmpty(int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        if (_rowBytes != 0) throw new PipelineException($"Rows of array '{Name}' have elements.");
        RowCount += rows;
    }

    internal async Task WriteAsync(Stream destination, CancellationToken cancellationToken)
    {
        byte[] header = new NpyHeader(_type, false, [RowCount, .. _rowShape.Select(size => (long)size)]).ToBytes();
        await destination.WriteAsync(header, cancellationToken).ConfigureAwait(false);
        await _spool.CopyToAsync(destination, cancellationToken).ConfigureAwait(false);
    }

    internal void Dispose() => _spool.Dispose();
}

/// <summary>An array of numbers or truth values that grows by rows.</summary>
public sealed class NpzArray<T> : NpzArray where T : unmanaged
{
    internal NpzArray(string name, ReadOnlySpan<int> rowShape, Spool spool) : base(name, NpyType.Of<T>(), rowShape, spool) { }

    /// <summary>Adds rows.</summary>
    /// <param name="rows">Row-major [rows, row shape].</param>
    /// <exception cref="PipelineException">The last row is not whole.</exception>
    public void Append(ReadOnlySpan<T> rows)
    {
        if (!rows.IsEmpty) AppendBytes(MemoryMarshal.AsBytes(rows));
    }
}
