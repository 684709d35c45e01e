using System.Diagnostics;
using System.Text.RegularExpressions;
using Amazon.S3;
using Amazon.S3.Model;

namespace Hep.Inference.Server.Tests;

/// <summary>A server that speaks like S3, npm's <c>s3rver</c>, with one bucket.</summary>
internal sealed partial class S3Server : IDisposable
{
    private const string Bucket = "hep";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly string _log;

    private S3Server(Process process, string log, string endpoint)
    {
        (_process, _log, Endpoint) = (process, log, endpoint);
        // its own keys, where every program of AWS looks for them
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "S3RVER");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "S3RVER");
        Client = new AmazonS3Client(new AmazonS3Config
        {
            ServiceURL = Endpoint,
            ForcePathStyle = true,
            AuthenticationRegion = "us-east-1",
        });
    }

    public string Endpoint { get; }

    public AmazonS3Client Client { get; }

    /// <summary>
    /// Starts it at the port that the system gives it: one that was looked for before may be taken by the time that it is there.
    /// </summary>
    public static async Task<S3Server> StartAsync()
    {
        string program = InstalledProgram.FindS3(), folder = Directory.CreateTempSubdirectory("hep-s3-").FullName, log = $"{folder}.log";
        Process process = Process.Start(new ProcessStartInfo("/bin/sh",
            ["-c", $"exec {program} -d {folder} -a 127.0.0.1 -p 0 --configure-bucket {Bucket} >{log} 2>&1 </dev/null"]))!;
        for (Stopwatch waiting = Stopwatch.StartNew(); waiting.Elapsed < Patience && !process.HasExited; await Task.Delay(20))
            if (File.Exists(log) && Listening().Match(await File.ReadAllTextAsync(log)) is { Success: true } told)
                return new S3Server(process, log, $"http://{told.Groups[1].Value}");
        process.Kill();
        throw new InvalidOperationException($"s3rver does not start: {await File.ReadAllTextAsync(log)}");
    }

    /// <summary>That it has ended is told with its last words, and not by what everybody meets who asks it.</summary>
    public void CheckRuns()
    {
        if (_process.HasExited)
            throw new InvalidOperationException(
                $"s3rver ended with {_process.ExitCode}: {string.Join('\n', File.ReadLines(_log).TakeLast(20))}");
    }

    public string AddressOf(string prefix) => $"s3://{Bucket}/{prefix}?endpoint={Endpoint}";

    public async Task<string[]> KeysAsync(string prefix)
    {
        ListObjectsV2Response answer = await Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket, Prefix = prefix });
        return [.. (answer.S3Objects ?? []).Select(o => o.Key)];
    }

    public async Task WriteAsync(string key, byte[] content)
    {
        using MemoryStream stream = new(content);
        await Client.PutObjectAsync(new PutObjectRequest
        {
            BucketName = Bucket,
            Key = key,
            InputStream = stream,
            UseChunkEncoding = false,
        });
    }

    public void Dispose()
    {
        Client.Dispose();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    [GeneratedRegex(@"listening on (127\.0\.0\.1:\d+)\s")]
    private static partial Regex Listening();
}
