using System.Collections.Concurrent;
using Hep.Jagged;
using Hep.Root.IO.Compression.Encoders;
using Hep.Root.IO.Writing.Files;
using Hep.Root.IO.Writing.Objects;
using Hep.Root.IO.Writing.Outputs;

namespace Hep.Root.IO;

/// <summary>
/// Writes a ROOT file: trees, histograms and texts, in directories. Until <see cref="CompleteAsync"/> it has the name of a part,
/// <c>skim.root.part</c> unless told otherwise; then it takes its own, in place of a file that had it. A writer that is disposed before
/// deletes the part, unless it was saved on the way (<see cref="RootWriteOptions.AutoSaveBytes"/>): then it can be read up to there.
/// </summary>
public sealed class RootFileWriter : IAsyncDisposable
{
    private const string TextTitle = "Collectable string class";

    private readonly ConcurrentQueue<SavedTree> _trees = [];
    private bool _isComplete, _isDisposed, _isSaved, _hasFailed;

    private RootFileWriter(FileTables tables, RootWriteOptions options) => (Tables, Options) = (tables, options);

    /// <summary>The path of the complete file.</summary>
    public string Path => Tables.File.Path;

    /// <summary>The path until it is complete.</summary>
    public string PartPath => Tables.File.PartPath;

    internal FileTables Tables { get; }

    internal RootWriteOptions Options { get; }

    /// <summary>Begins a file.</summary>
    /// <param name="path">Its path; the folder is there.</param>
    /// <param name="options">How it is written.</param>
    /// <param name="cancellationToken">Ends it, without a trace.</param>
    /// <exception cref="RootException">It cannot be written there, or nothing compresses as it should.</exception>
    public static async Task<RootFileWriter> CreateAsync(
        string path, RootWriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= RootWriteOptions.Default;
        options.Check();
        BlockEncoder.Check(options.Compression);
        FileTables tables = await FileTables.CreateAsync(path, options, cancellationToken).ConfigureAwait(false);
        return new RootFileWriter(tables, options);
    }

    /// <summary>
    /// Writes a tree of the entries of a stream, whose batches it disposes; in memory is one cluster, and what is compressed.
    /// </summary>
    /// <param name="path">The name, behind directories that are made where they are missing: <c>skims/Events</c>.</param>
    /// <param name="batches">The stream.</param>
    /// <param name="options">How it is written.</param>
    /// <param name="cancellationToken">Ends the writing; the file cannot be completed then.</param>
    /// <returns>The number of entries.</returns>
    /// <exception cref="RootException">See <see cref="RootTreeWriter.WriteAsync"/>.</exception>
    public async Task<long> WriteTreeAsync(string path, IAsyncEnumerable<EntryBatch> batches, TreeWriteOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batches);
        RootTreeWriter tree = await CreateTreeAsync(path, options, cancellationToken).ConfigureAwait(false);
        await using (tree.ConfigureAwait(false))
        {
            await foreach (EntryBatch batch in batches.WithCancellation(cancellationToken).ConfigureAwait(false))
                using (batch)
                    await tree.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
            await tree.CompleteAsync(cancellationToken).ConfigureAwait(false);
            return tree.EntryCount;
        }
    }

    /// <summary>Writes a tree of the entries of a source, read once; its schema is the tree's even if there is no entry.</summary>
    /// <inheritdoc cref="WriteTreeAsync(string, IAsyncEnumerable{EntryBatch}, TreeWriteOptions?, CancellationToken)"/>
    public Task<long> WriteTreeAsync(string path, IBatchSource source, TreeWriteOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        options ??= TreeWriteOptions.Default;
        return WriteTreeAsync(path, source.ReadAsync(cancellationToken: cancellationToken),
            options with { Schema = options.Schema ?? source.Schema }, cancellationToken);
    }

    /// <summary>Makes a directory, and those that it lies in, where they are missing: one that stays empty too.</summary>
    /// <param name="path">Names between slashes: <c>plots/met</c>.</param>
    /// <param name="title">Its title; null: its name. One that is there keeps what it has.</param>
    /// <param name="cancellationToken">Ends it; the file cannot be completed then.</param>
    /// <exception cref="RootException">The file cannot be written.</exception>
    public Task CreateDirectoryAsync(string path, string? title = null, CancellationToken cancellationToken = default)
    {
        string[] names = NamesOf(path);
        CheckDirectories(names, title);
        return ChangeAsync(() => OpenDirectoryAsync(names, title, cancellationToken), cancellationToken);
    }

    /// <summary>Begins a tree that takes batch by batch. Complete it before the file.</summary>
    /// <param name="path">The name, behind directories that are made where they are missing: <c>skims/Events</c>.</param>
    /// <param name="options">How it is written.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RootException">A column of the schema is none that a TTree holds, or the file cannot be written.</exception>
    public async Task<RootTreeWriter> CreateTreeAsync(
        string path, TreeWriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= TreeWriteOptions.Default;
        options.Check();
        BlockEncoder.Check(options.Compression ?? RootCompression.None);
        return await OpenTreeAsync(path, options.Title, tree => new RootTreeWriter(tree, options), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes a histogram, as a TH1D with the labels of its axes as titles.</summary>
    /// <param name="path">The name, behind directories that are made where they are missing. One that is there gets another cycle.</param>
    /// <param name="histogram">The histogram.</param>
    /// <param name="cancellationToken">Ends it; the file cannot be completed then.</param>
    /// <exception cref="RootException">The file cannot be written.</exception>
    public Task WriteAsync(string path, Histogram histogram, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        return WriteObjectAsync(path, name => HistogramObjects.Of(histogram, name), cancellationToken);
    }

    /// <summary>Writes a histogram of another file, in the class it had; functions that were drawn with it are not kept.</summary>
    /// <inheritdoc cref="WriteAsync(string, Histogram, CancellationToken)"/>
    public Task WriteAsync(string path, RootHistogram histogram, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        return WriteObjectAsync(path, name => HistogramObjects.Renamed(histogram.Object, name), cancellationToken);
    }

    /// <summary>Writes a profile of another file, in the class it had.</summary>
    /// <inheritdoc cref="WriteAsync(string, Histogram, CancellationToken)"/>
    public Task WriteAsync(string path, RootProfile profile, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return WriteObjectAsync(path, name => HistogramObjects.Renamed(profile.Object, name), cancellationToken);
    }

    /// <summary>Writes a text, as a TObjString.</summary>
    /// <inheritdoc cref="WriteAsync(string, Histogram, CancellationToken)"/>
    public Task WriteAsync(string path, string text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return WriteAsync(path, HistogramObjects.Of(text), cancellationToken);
    }

    /// <summary>Keeps a name for a tree, which has to be completed before the file is.</summary>
    /// <param name="path">The name, behind directories that are made where they are missing.</param>
    /// <param name="title">The title.</param>
    /// <param name="open">Makes what writes it; the name is free again where that fails.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal async Task<T> OpenTreeAsync<T>(string path, string title, Func<SavedTree, T> open, CancellationToken cancellationToken)
    {
        RecordKey.CheckLength("ROOT::RNTuple", System.IO.Path.GetFileName(path), title);
        (OutputDirectory directory, string name) = await PlaceAsync(path, cancellationToken).ConfigureAwait(false);
        try
        {
            SavedTree tree = new(this, directory, name, title);
            T opened = open(tree);
            _trees.Enqueue(tree);
            return opened;
        }
        catch
        {
            await ReleaseAsync(directory, name).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Whether the file is lost, because something could not be written to its end.</summary>
    internal bool HasFailed => _hasFailed;

    /// <summary>Writes an object of a class that is written here, as it is: its own name may differ from that of its key.</summary>
    internal Task WriteAsync(string path, RootObject stored, CancellationToken cancellationToken) =>
        WriteObjectAsync(path, _ => stored, cancellationToken);

    /// <summary>Makes all that was written findable, and gives the file its name.</summary>
    /// <exception cref="InvalidOperationException">A tree was not completed, or something could not be written.</exception>
    /// <exception cref="RootException">The file cannot be written.</exception>
    public async Task CompleteAsync(CancellationToken cancellationToken = default)
    {
        CheckOpen();
        if (_trees.FirstOrDefault(t => !t.IsComplete) is { } open)
            throw new InvalidOperationException($"Tree '{open.Name}' was not written to its end: the file '{Path}' is not complete.");
        await ChangeAsync(() => Tables.SaveAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        _isSaved = true;                                    // what cannot be renamed stays as a part
        Tables.File.Complete();
        _isComplete = true;
    }

    /// <summary>Ends the writing. A file that is not complete is deleted, or stays a part as it was last saved.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        foreach (SavedTree tree in _trees) await tree.DisposeAsync().ConfigureAwait(false);
        if (!_isComplete && !_isSaved) Tables.File.Discard();
        Tables.File.Dispose();
    }

    /// <summary>Changes the file, while nobody else does. What failed half-way is never completed.</summary>
    internal Task ChangeAsync(Func<Task> change, CancellationToken cancellationToken) =>
        AloneAsync(() => WhollyAsync(change), cancellationToken);

    /// <summary>Writes a tree as it is, and makes it findable.</summary>
    internal Task AutoSaveAsync(Func<Task> write, CancellationToken cancellationToken) => ChangeAsync(async () =>
    {
        await write().ConfigureAwait(false);
        await Tables.SaveAsync(cancellationToken).ConfigureAwait(false);
        _isSaved = true;
    }, cancellationToken);

    internal void CheckOpen()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_isComplete) throw new InvalidOperationException($"'{Path}' is complete.");
        if (_hasFailed) throw new InvalidOperationException($"'{Path}' could not be written before, and cannot be completed.");
    }

    private async Task WriteObjectAsync(string path, Func<string, RootObject> make, CancellationToken cancellationToken)
    {
        string[] names = NamesOf(path);
        CheckDirectories(names[..^1], null);
        string name = names[^1];
        RootObject value = make(name);
        string shown = value.Has("fTitle") ? value.GetText("fTitle") : TextTitle;    // as TObjString::GetTitle has it
        RecordKey.CheckLength(value.ClassName, name, shown);
        await AloneAsync(async () =>
        {
            RecordKey key = Tables.Dated(new RecordKey { ClassName = value.ClassName, Name = name, Title = shown });
            ObjectBuffer encoded = Encode(key);             // what cannot be written is refused before the file is touched
            try
            {
                await WhollyAsync(async () =>
                {
                    OutputDirectory directory = await OpenDirectoryAsync(names[..^1], null, cancellationToken).ConfigureAwait(false);
                    directory.CheckFree(name);
                    RecordKey placed = Tables.Dated(key with { Cycle = directory.NextCycle(name), ParentSeek = directory.Key.Seek });
                    if (placed.Length != key.Length)        // new directories took the last narrow places
                    {
                        encoded.Dispose();
                        encoded = Encode(placed);
                    }
                    Tables.Describe(value.ClassName);
                    foreach (string className in encoded.Classes) Tables.Describe(className);
                    directory.Add(await Tables.AppendAsync(placed, encoded, Tables.Compression, cancellationToken).ConfigureAwait(false));
                }).ConfigureAwait(false);
            }
            finally
            {
                encoded.Dispose();
            }
        }, cancellationToken).ConfigureAwait(false);

        ObjectBuffer Encode(RecordKey key)
        {
            ObjectBuffer buffer = new(key.Length);
            try
            {
                ObjectEncoder.Write(buffer, value);
                return buffer;
            }
            catch
            {
                buffer.Dispose();
                throw;
            }
        }
    }

    private async Task AloneAsync(Func<Task> act, CancellationToken cancellationToken)
    {
        await Tables.File.Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await act().ConfigureAwait(false);
        }
        finally
        {
            Tables.File.Gate.Release();
        }
    }

    private async Task WhollyAsync(Func<Task> change)
    {
        try
        {
            await change().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not ArgumentException)
        {
            _hasFailed = true;
            throw;
        }
    }

    private Task ReleaseAsync(OutputDirectory directory, string name) => ChangeAsync(() =>
    {
        directory.Release(name);
        return Task.CompletedTask;
    }, CancellationToken.None);

    // The directory of a path, made where it is missing, and the name in it, which is kept.
    private async Task<(OutputDirectory Directory, string Name)> PlaceAsync(string path, CancellationToken cancellationToken)
    {
        string[] names = NamesOf(path);
        CheckDirectories(names[..^1], null);
        OutputDirectory directory = Tables.Top;
        await ChangeAsync(async () =>
        {
            directory = await OpenDirectoryAsync(names[..^1], null, cancellationToken).ConfigureAwait(false);
            directory.Reserve(names[^1]);
        }, cancellationToken).ConfigureAwait(false);
        return (directory, names[^1]);
    }

    private string[] NamesOf(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        CheckOpen();
        string[] names = path.Split('/');
        return names.Any(n => n.Length == 0 || n.Contains(';', StringComparison.Ordinal))
            ? throw new ArgumentException($"'{path}' is no path of an object: names between slashes, without semicolons.", nameof(path))
            : names;
    }

    // Before anything is changed: what is refused here leaves the file as it was.
    private static void CheckDirectories(string[] names, string? title)
    {
        for (int i = 0; i < names.Length; i++) RecordKey.CheckLength("TDirectory", names[i], TitleOf(names, i, title));
    }

    private async Task<OutputDirectory> OpenDirectoryAsync(string[] names, string? title, CancellationToken cancellationToken)
    {
        OutputDirectory directory = Tables.Top;
        for (int i = 0; i < names.Length; i++)
            directory = directory.Child(names[i])
                ?? await AddDirectoryAsync(directory, names[i], TitleOf(names, i, title), cancellationToken).ConfigureAwait(false);
        return directory;
    }

    // Those on the way have their names as titles.
    private static string TitleOf(string[] names, int depth, string? title) =>
        depth == names.Length - 1 && title is not null ? title : names[depth];

    private async Task<OutputDirectory> AddDirectoryAsync(
        OutputDirectory parent, string name, string title, CancellationToken cancellationToken)
    {
        if (parent.Keys.Any(k => k.Name == name)) throw new ArgumentException($"'{name}' is an object, no directory.", nameof(name));
        parent.CheckNoTree(name);
        return await Tables.AddDirectoryAsync(parent, name, title, cancellationToken).ConfigureAwait(false);
    }
}
