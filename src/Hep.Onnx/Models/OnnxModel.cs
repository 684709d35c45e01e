using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using Onnx;

namespace Hep.Onnx;

/// <summary>
/// An ONNX model: what goes in and comes out, its layers, and its metadata, which carry the pipeline from raw events to the
/// inputs and the model's card. The graph itself is run by ONNX Runtime, not here.
/// </summary>
public sealed class OnnxModel
{
    /// <summary>The key of <see cref="Metadata"/> under which <c>FeaturePipeline.ToJson()</c> stands.</summary>
    public const string PipelineKey = "hep.pipeline";

    /// <summary>The key of <see cref="Metadata"/> under which <see cref="ModelCard.ToJson"/> stands.</summary>
    public const string CardKey = "hep.card";

    /// <summary>The key of <see cref="Metadata"/> under which <see cref="Seal"/> writes its digest.</summary>
    public const string DigestKey = "hep.digest";

    private readonly ModelProto _model;
    private readonly SortedDictionary<string, string> _metadata = new(StringComparer.Ordinal);

    internal OnnxModel(ModelProto model)
    {
        _model = model;
        foreach (StringStringEntryProto entry in model.MetadataProps)
            if (!_metadata.TryAdd(entry.Key, entry.Value)) throw new OnnxException($"The metadata have the key '{entry.Key}' twice.");
        Describe();
    }

    /// <summary>What must be fed, in order.</summary>
    public IReadOnlyList<OnnxTensorInfo> Inputs { get; private set; }

    /// <summary>What can be fetched, in order.</summary>
    public IReadOnlyList<OnnxTensorInfo> Outputs { get; private set; }

    /// <summary>The operations, in the order in which they run.</summary>
    public IReadOnlyList<OnnxLayer> Layers { get; private set; }

    /// <summary>The elements of all constants that layers read.</summary>
    public long ParameterCount => Layers.Sum(l => l.ParameterCount);

    /// <summary>Texts by key, in ordinal order; what is changed here is written by <see cref="ToArray"/>.</summary>
    public IDictionary<string, string> Metadata => _metadata;

    /// <summary>The version of ONNX' own operators; 0 where the model uses none.</summary>
    public int Opset => (int)Math.Clamp(_model.OpsetImport.FirstOrDefault(o => o.Domain is "" or "ai.onnx")?.Version ?? 0, 0, int.MaxValue);

    /// <summary>The version of the file's own form.</summary>
    public int IrVersion => (int)Math.Clamp(_model.IrVersion, 0, int.MaxValue);

    /// <summary>The program that wrote the model.</summary>
    public string Producer => _model.ProducerName;

    /// <summary>The version of the program that wrote the model.</summary>
    public string ProducerVersion => _model.ProducerVersion;

    /// <summary>The model's card; null where the metadata hold none.</summary>
    /// <exception cref="OnnxException">The metadata hold one that cannot be read.</exception>
    public ModelCard? Card => _metadata.TryGetValue(CardKey, out string? json) ? ModelCard.FromJson(json) : null;

    /// <summary>Reads a model.</summary>
    /// <exception cref="OnnxException">The bytes are no ONNX model, go beyond a limit, or refer to another file.</exception>
    public static OnnxModel Load(ReadOnlyMemory<byte> bytes, OnnxReadLimits? limits = null)
    {
        limits ??= OnnxReadLimits.Default;
        WireCheck.Check(bytes.Span, limits);
        try
        {
            ModelProto model = ModelProto.Parser.ParseFrom(bytes.Span);
            if (model.Graph is null) throw new OnnxException("This is no ONNX model: it has no graph.");
            return new OnnxModel(model);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new OnnxException($"This is no ONNX model: {e.Message}", e);
        }
    }

    /// <summary>Reads a model file.</summary>
    /// <exception cref="OnnxException">As <see cref="Load(ReadOnlyMemory{byte}, OnnxReadLimits?)"/>.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<OnnxModel> LoadAsync(string path, OnnxReadLimits? limits = null, CancellationToken cancellationToken = default)
    {
        CheckLength(path, limits ?? OnnxReadLimits.Default);
        return Load(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false), limits);
    }

    /// <summary>
    /// Reads <see cref="Metadata"/>, <see cref="Inputs"/> and <see cref="Outputs"/> of a file and passes over the rest; it costs the same
    /// whatever the weights.
    /// </summary>
    /// <param name="file">The model, from its first byte to its last; it can be sought in.</param>
    /// <param name="limits">What reading may cost; of records those are counted that are passed over, not what is in them.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="OnnxException">The bytes are no ONNX model, as far as they were looked at, or go beyond a limit.</exception>
    public static Task<OnnxModelHead> ReadHeadAsync(
        Stream file, OnnxReadLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new HeadReader(file, limits ?? OnnxReadLimits.Default).ReadAsync(cancellationToken);
    }

    /// <summary>Reads a model file, for scripts: as <see cref="LoadAsync"/>.</summary>
    public static OnnxModel Load(string path)
    {
        CheckLength(path, OnnxReadLimits.Default);
        return Load(File.ReadAllBytes(path));
    }

    /// <summary>
    /// Checks that the model asks for nothing but what the rules allow, in its graph, in branches and loops, and in functions.
    /// </summary>
    /// <exception cref="OnnxException">It asks for more; the message says what.</exception>
    public void CheckOperators(OnnxOperatorRules? rules = null) => OperatorCheck.Check(_model, rules ?? OnnxOperatorRules.Default);

    /// <summary>Gives an input or output another name, by which it is fed or fetched.</summary>
    /// <exception cref="ArgumentException">There is none of the old name, or something has the new one.</exception>
    public void Rename(string from, string to)
    {
        ArgumentException.ThrowIfNullOrEmpty(to);
        if (from == to) return;
        if (!Inputs.Concat(Outputs).Any(v => v.Name == from)) throw new ArgumentException($"The model has no '{from}'.", nameof(from));
        ValueNames.Rename(_model.Graph, from, to);
        Describe();
    }

    /// <summary>
    /// Writes a digest of graph, weights, pipeline and card into the metadata, by which <see cref="Verify"/> notices any change of them. It
    /// says that they belong together, and nothing about who made them: whoever changes them can seal them anew.
    /// </summary>
    public void Seal() => _metadata[DigestKey] = ModelDigest.Of(_model, _metadata);

    /// <summary>Whether graph, weights, pipeline and card are those that were sealed.</summary>
    public ModelSeal Verify() => !_metadata.TryGetValue(DigestKey, out string? digest) ? ModelSeal.Absent
        : digest == ModelDigest.Of(_model, _metadata) ? ModelSeal.Holds : ModelSeal.Broken;

    /// <summary>
    /// The model as the bytes of an ONNX file, with <see cref="Metadata"/> as they are now; equal models give equal bytes.
    /// </summary>
    public byte[] ToArray()
    {
        _model.MetadataProps.Clear();
        foreach ((string key, string value) in _metadata) _model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        return _model.ToByteArray();
    }

    /// <summary>Writes the model file, for scripts; an existing one is replaced.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => File.WriteAllBytes(path, ToArray());

    [MemberNotNull(nameof(Inputs), nameof(Outputs), nameof(Layers))]
    private void Describe()
    {
        HashSet<string> constants = new(_model.Graph.Initializer.Select(c => c.Name), StringComparer.Ordinal);
        // before IR 4 constants were listed as inputs too
        Inputs = [.. _model.Graph.Input.Where(i => !constants.Contains(i.Name)).Select(OnnxTensorInfo.Of)];
        Outputs = [.. _model.Graph.Output.Select(OnnxTensorInfo.Of)];
        Layers = OnnxLayer.Of(_model.Graph);
    }

    private static void CheckLength(string path, OnnxReadLimits limits)
    {
        long length = new FileInfo(path).Length;
        if (length > limits.Bytes) throw new OnnxException($"'{path}' has {length} bytes, of a model at most {limits.Bytes} are read.");
    }
}
