using System.Buffers.Binary;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using ArrowSchema = Apache.Arrow.Schema;

namespace Hep.Jagged.Arrow;

/// <summary>An open file of record batches, in either form; what Arrow's reader throws at damage becomes an explanation.</summary>
internal sealed class ArrowFile : IDisposable
{
    private readonly FileStream _stream;
    private readonly ArrowStreamReader _reader;

    private ArrowFile(FileStream stream, ArrowStreamReader reader)
    {
        _stream = stream;
        _reader = reader;
    }

    /// <summary>Opens a file and looks which form it has.</summary>
    /// <exception cref="PipelineException">It has neither.</exception>
    public static async Task<ArrowFile> OpenAsync(string path, ICompressionCodecFactory? codecs, CancellationToken cancellationToken)
    {
        FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, useAsync: true);
        try
        {
            byte[] start = new byte[8];
            await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            stream.Position = 0;
            if (start.AsSpan().StartsWith("ARROW1"u8))
                return new ArrowFile(stream, new ArrowFileReader(stream, allocator: null, codecs, leaveOpen: false));
            if (BeginsWithMessage(start, stream.Length))
                return new ArrowFile(stream, new ArrowStreamReader(stream, allocator: null, codecs, leaveOpen: false));
            throw new PipelineException($"'{stream.Name}' begins neither as an Arrow IPC file nor as a stream: "
                + "Parquet, CSV and other formats have to be written as Arrow IPC (Feather version 2) first.");
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The fields of every record batch.</summary>
    public Task<ArrowSchema> ReadSchemaAsync(CancellationToken cancellationToken) =>
        ExplainAsync(async () => await _reader.GetSchema(cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidDataException("it has no schema"));

    /// <summary>The next record batch; null at the end.</summary>
    public Task<RecordBatch?> ReadNextAsync(CancellationToken cancellationToken) =>
        ExplainAsync(async () => (RecordBatch?)await _reader.ReadNextRecordBatchAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>Names the file from which entries come.</summary>
    public async Task<EntrySource> IdentifyAsync(CancellationToken cancellationToken)
    {
        long position = _stream.Position;
        EntrySource source = await ArrowFileIdentity.OfAsync(_stream, cancellationToken).ConfigureAwait(false);
        _stream.Position = position;
        return source;
    }

    public void Dispose() => _reader.Dispose();

    // A message begins with -1 and the length of its description; until version 0.15 of the format the length came first.
    private static bool BeginsWithMessage(ReadOnlySpan<byte> start, long fileBytes)
    {
        int length = BinaryPrimitives.ReadInt32LittleEndian(start);
        if (length == -1) length = BinaryPrimitives.ReadInt32LittleEndian(start[sizeof(int)..]);
        return length > 0 && length <= fileBytes;
    }

    // Damaged metadata make Arrow's reader throw whatever stands in its way: only what is not the file's fault passes as it is.
    private async Task<T> ExplainAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not (OperationCanceledException or IOException))
        {
            throw new PipelineException($"'{_stream.Name}' cannot be read as an Arrow IPC file or stream: {e.Message.TrimEnd('.')}. "
                + "Compressed files need ArrowReadOptions.Codecs; any other has to be written anew.", e);
        }
    }
}
