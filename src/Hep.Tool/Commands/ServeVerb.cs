using System.CommandLine;
using System.Net.Sockets;
using Hep.Inference;
using Hep.Tool.Arguments;
using Hep.Tool.Serving;
using Hep.Tool.Terminal;
using Microsoft.Extensions.Options;

namespace Hep.Tool.Commands;

/// <summary><c>hep serve</c>: the inference service, until it is stopped.</summary>
internal sealed class ServeVerb : Verb
{
    private readonly Option<string?> _models = new("--models") { Description = "The folder of the model repository.", HelpName = "DIR" };
    private readonly Option<string?> _urls = new("--urls")
    {
        Description = $"Where to listen, separated by semicolons (default: {ServiceClient.DefaultUrl}).",
        HelpName = "URL;…",
    };
    private readonly Option<int?> _grpcPort = new("--grpc-port")
    {
        Description = "Where to listen for gRPC, 0 for any port (default: the port behind the first of HTTP).",
        HelpName = "PORT",
        CustomParser = a => Values.Count(a, 0, 65535),
    };
    private readonly Option<string?> _configuration = new("--config")
    {
        Description = "A file with these and further settings.",
        HelpName = "FILE",
    };
    private readonly Option<string?> _certificate = new("--certificate")
    {
        Description = "The certificate for https addresses, PEM.",
        HelpName = "FILE",
    };
    private readonly Option<string?> _key = new("--key") { Description = "The certificate's key, PEM.", HelpName = "FILE" };
    private readonly Option<long?> _memory = new("--memory")
    {
        Description = "What loaded models may take; those not asked for longest are unloaded for others, until they are asked for.",
        HelpName = "SIZE",
        CustomParser = Values.Size,
    };
    private readonly Option<Uri?> _otlp = new("--otlp")
    {
        Description = "Send traces and metrics to this collector of OpenTelemetry, over HTTP (default: OTEL_EXPORTER_OTLP_ENDPOINT).",
        HelpName = "URL",
        CustomParser = Values.WebAddress,
    };
    private readonly Option<string?> _requestLog = new("--request-log")
    {
        Description = "Write a line of JSON for each request, to a file or, with -, to standard output.",
        HelpName = "FILE",
    };
    private readonly Option<int?> _stopNotice = new("--stop-notice")
    {
        Description = "How long a service that is told to stop says so, and goes on answering (default: 1).",
        HelpName = "SECONDS",
        CustomParser = a => Values.Count(a, 0, 600),
    };
    private readonly Option<bool> _open =
        new("--open-administration") { Description = "Let programs on this machine upload and delete without a token." };
    private readonly RepositoryOptions _shared = new();

    /// <summary>The verb.</summary>
    public ServeVerb()
        : base("serve", "Serve models over HTTP and gRPC: raw events in, predictions out.", "hep serve --models models",
            "hep serve --urls http://127.0.0.1:9000",
            "hep serve --urls https://0.0.0.0:8500 --certificate host.pem --key host.key",
            "hep serve --repository 'Host=db;Database=hep;Username=hep' --blobs s3://models/hep")
    {
        Add(_models);
        Add(_urls);
        Add(_grpcPort);
        Add(_configuration);
        Add(_certificate);
        Add(_key);
        Add(_memory);
        Add(_otlp);
        Add(_requestLog);
        Add(_stopNotice);
        Add(_open);
        _shared.AddTo(this);
    }

    /// <inheritdoc/>
    public override async Task RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        string? file = call.FullPath(_configuration);
        ServeConfiguration configuration = file is null ? new() : await ServeConfiguration.ReadAsync(file, cancellationToken);
        SettingNames names = new(file, OptionsIn(call));
        if (call.FullPath(_models) is { } models) configuration = configuration with { Models = models };
        configuration = _shared.Over(configuration, call);
        if (call.FullPath(_certificate) is { } shown) configuration = configuration with { Certificate = shown };
        if (call.FullPath(_key) is { } key) configuration = configuration with { CertificateKey = key };
        if (call.Get(_memory) is { } memory) configuration = configuration with { MemoryBytes = memory };
        if (call.Get(_otlp) is { } otlp) configuration = configuration with { Otlp = otlp };
        if (call.Get(_requestLog) is { } log)
            configuration = configuration with { RequestLog = log == ServeConfiguration.ToStandardOutput ? log : call.FullPath(log) };
        if (call.Get(_stopNotice) is { } notice) configuration = configuration with { StopNoticeSeconds = notice };
        if (call.Get(_open)) configuration = configuration with { OpenAdministration = true };
        IReadOnlyList<string> urls = call.Get(_urls)?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            ?? configuration.Urls ?? [ServiceClient.DefaultUrl];
        ListenAddresses.Check(urls, names.Of("urls"));

        ServerCertificate? certificate = configuration.ToCertificate();
        certificate?.Check();
        if (certificate is null && urls.FirstOrDefault(ListenAddresses.IsSecure) is { } secure)
            throw ToolException.Usage($"{secure} needs a certificate: --certificate FILE --key FILE.");
        if (certificate is not null && !urls.Any(ListenAddresses.IsSecure))
            throw ToolException.Usage("A certificate is for an https address: --urls https://127.0.0.1:8500, for example.");

        await using ServiceHost service = await StartAsync(
            call, configuration, names, urls, call.Get(_grpcPort) ?? configuration.GrpcPort, certificate, cancellationToken);
        // Where standard output is collected it has lines of JSON alone, and no secret is told.
        bool isCollected = configuration.RequestLog == ServeConfiguration.ToStandardOutput;
        Action<FormattableString> tell = isCollected ? call.Insist : call.Print;
        foreach (string address in service.Addresses) tell($"hep serves on {address}");
        tell($"models in {configuration.Place}");
        if (isCollected) tell($"token for uploads kept in {service.TokenFile}");
        else if (AccessTokenFile.TryRead(service.TokenFile, out string? token))
            tell($"token for uploads {token}, kept in {service.TokenFile}");
        if (service.GrpcAddress is { } grpc) tell($"gRPC on {grpc}");
        // From here on being told to stop is no failure.
        await call.Session.Output.FlushAsync(CancellationToken.None);
        await ServiceHost.WaitForStopAsync(cancellationToken);
    }

    /// <summary>The options of the command line that are looked at when the service starts, by the keys that they go before.</summary>
    private Dictionary<string, string> OptionsIn(Invocation call)
    {
        (string Key, Option Option)[] options = [("models", _models), ("urls", _urls), ("request_log", _requestLog)];
        return options.Where(o => call.Has(o.Option)).ToDictionary(o => o.Key, o => o.Option.Name);
    }

    private static async Task<ServiceHost> StartAsync(Invocation call, ServeConfiguration configuration, SettingNames names,
        IReadOnlyList<string> urls, int? grpcPort, ServerCertificate? certificate, CancellationToken cancellationToken)
    {
        try
        {
            ListenAddresses listen = new(urls, grpcPort ?? ListenAddresses.GrpcPortBehind(urls[0]), certificate);
            try
            {
                return await StartAsync(listen);
            }
            catch (IOException failure) when (ServiceHost.IsAddressTaken(failure) && grpcPort is null)
            {
                // Nobody asked for that port: what was asked for is served, if it is not its own port that is taken.
                ServiceHost service = await StartAsync(listen with { GrpcPort = null });
                await call.Session.Error.WriteLineAsync(
                    $"hep serve: port {listen.GrpcPort} is taken, so gRPC is not served: --grpc-port chooses another one.");
                return service;
            }
        }
        catch (IOException failure) when (ServiceHost.IsAddressTaken(failure))
        {
            throw new ToolException(
                $"{failure.Message} Another service is there: --urls and --grpc-port choose other addresses.", failure);
        }
        catch (OptionsValidationException refused)
        {
            throw new ToolException(names.Explain(refused), refused);
        }
        catch (InvalidDataException failure)
        {
            throw new ToolException(failure.Message, failure);
        }
        catch (SocketException failure)
        {
            throw new ToolException($"The service cannot listen on {string.Join(", ", urls)}: {failure.Message}.", failure);
        }

        Task<ServiceHost> StartAsync(ListenAddresses listen)
        {
            bool isSilent = call.IsQuiet || configuration.RequestLog == ServeConfiguration.ToStandardOutput;
            return ServiceHost.StartAsync(configuration.ToOptions(), listen, isSilent ? null : call.Session.OutputStream,
                call.Session.Error, cancellationToken, configuration.Otlp);
        }
    }
}
