using System.Globalization;
using Hep.Inference.OnnxRuntime;
using Hep.Inference.Protobuf;
using Hep.Inference.Server.Protocols.OpenInference;
using Hep.Inference.Server.Repository;
using TensorMetadata = Hep.Inference.Protobuf.ModelMetadataResponse.Types.TensorMetadata;

namespace Hep.Inference.Server.Protocols.Grpc;

/// <summary>What the service says of its models, as messages.</summary>
internal static class GrpcMessages
{
    public static ModelMetadataResponse Metadata(ServedModel model, PredictorMetadata metadata) => new()
    {
        Name = model.Name,
        Versions = { model.Versions.Select(v => Number(v.Facts)) },
        Platform = ModelEndpoints.Platform,
        Inputs = { metadata.Inputs.Select(Metadata) },
        Outputs = { metadata.Outputs.Select(Metadata) },
    };

    public static ModelConfig Configuration(OnnxPredictor predictor, int mostRows) => new()
    {
        InstanceGroup = { Instances(predictor.Options) },
        DynamicBatching = new ModelDynamicBatching
        {
            PreferredBatchSize = { predictor.Options.SharedRows },
            MaxQueueDelayMicroseconds = (ulong)predictor.Options.LongestWait.TotalMicroseconds,
            DefaultQueuePolicy = new ModelQueuePolicy { MaxQueueSize = (uint)predictor.Options.QueueLength },
        },
        Parameters =
        {
            [ConfigurationEndpoint.ThreadsParameter] = Parameter(predictor.Options.ThreadsPerRun),
            [ConfigurationEndpoint.ShareParameter] = Parameter(predictor.Options.Share),
        },
        Name = predictor.Metadata.Name,
        Platform = ConfigurationEndpoint.Platform,
        Backend = ConfigurationEndpoint.Backend,
        MaxBatchSize = mostRows,
        Input =
        {
            predictor.Metadata.Inputs.Select(t => new ModelInput
            {
                Name = t.Name,
                DataType = TypeOf(t.Type),
                Dims = { ConfigurationEndpoint.Sizes(t, mostRows) },
            }),
        },
        Output =
        {
            predictor.Metadata.Outputs.Select(t => new ModelOutput
            {
                Name = t.Name,
                DataType = TypeOf(t.Type),
                Dims = { ConfigurationEndpoint.Sizes(t, mostRows) },
            }),
        },
    };

    public static ModelStatistics Statistics(ServedVersion version)
    {
        PredictorStatistics statistics = version.Counts.Read();
        return new ModelStatistics
        {
            Name = version.Facts.Name,
            Version = Number(version.Facts),
            LastInference = (ulong)(statistics.LastRun?.ToUnixTimeMilliseconds() ?? 0),
            InferenceCount = (ulong)statistics.Rows,
            ExecutionCount = (ulong)statistics.Runs,
            InferenceStats = new InferStatistics
            {
                Success = Duration(statistics.Succeeded),
                Fail = Duration(statistics.Failed),
                Queue = Duration(statistics.Queue),
                ComputeInput = Duration(statistics.Input),
                ComputeInfer = Duration(statistics.Infer),
                ComputeOutput = Duration(statistics.Output),
                CacheHit = new StatisticDuration(),
                CacheMiss = new StatisticDuration(),
            },
            BatchStats =
            {
                statistics.Batches.Select(b => new InferBatchStatistics
                {
                    BatchSize = (ulong)b.Rows,
                    ComputeInput = Duration(b.Input),
                    ComputeInfer = Duration(b.Infer),
                    ComputeOutput = Duration(b.Output),
                }),
            },
        };
    }

    public static RepositoryIndexResponse.Types.ModelIndex Index(ServedVersion version)
    {
        VersionState state = version.State;
        return new() { Name = version.Facts.Name, Version = Number(version.Facts), State = state.Name, Reason = state.Reason };
    }

    private static ModelInstanceGroup Instances(OnnxPredictorOptions options) => options.Provider.Device is { } device
        ? new() { Count = options.Workers, Kind = ModelInstanceGroup.Types.Kind.Gpu, Gpus = { device } }
        : new() { Count = options.Workers, Kind = ModelInstanceGroup.Types.Kind.Cpu };

    private static ModelParameter Parameter(double value) => new() { StringValue = value.ToString(CultureInfo.InvariantCulture) };

    private static string Number(ModelVersion version) => version.Version.ToString(CultureInfo.InvariantCulture);

    private static TensorMetadata Metadata(TensorSignature tensor) =>
        new() { Name = tensor.Name, Datatype = tensor.Type.Datatype, Shape = { tensor.Shape } };

    private static StatisticDuration Duration(CountedTime time) =>
        new() { Count = (ulong)time.Count, Ns = (ulong)StatisticsEndpoint.Nanoseconds(time) };

    private static DataType TypeOf(TensorType type) => type switch
    {
        TensorType.Bool => DataType.TypeBool,
        TensorType.UInt8 => DataType.TypeUint8,
        TensorType.UInt16 => DataType.TypeUint16,
        TensorType.UInt32 => DataType.TypeUint32,
        TensorType.UInt64 => DataType.TypeUint64,
        TensorType.Int8 => DataType.TypeInt8,
        TensorType.Int16 => DataType.TypeInt16,
        TensorType.Int32 => DataType.TypeInt32,
        TensorType.Int64 => DataType.TypeInt64,
        TensorType.Float16 => DataType.TypeFp16,
        TensorType.BFloat16 => DataType.TypeBf16,
        TensorType.Float32 => DataType.TypeFp32,
        TensorType.Float64 => DataType.TypeFp64,
        _ => DataType.TypeString,
    };
}
