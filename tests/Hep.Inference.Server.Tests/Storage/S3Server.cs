using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Amazon.S3;
using Amazon.S3.Model;

namespace Hep.Inference.Server.Tests;

/// <summary>A server that speaks like S3, npm's <c>s3rver</c>, with one bucket.</summary>
internal sealed class S3Server : IDisposable
{
    private const string Bucket = "hep";

    private readonly Process _process;

    private S3Server(string program, int port)
    {
        // its own keys, where every program of AWS looks for them
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "S3RVER");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "S3RVER");
        string folder = Directory.CreateTempSubdirectory("hep-s3-").FullName;
        Endpoint = $"http://127.0.0.1:{port}";
        _process = Process.Start(new ProcessStartInfo("/bin/sh",
            ["-c", $"exec {program} -d {folder} -a 127.0.0.1 -p {port} --configure-bucket {Bucket} >/dev/null 2>&1 </dev/null"]))!;
        Client = new AmazonS3Client(new AmazonS3Config
        {
            ServiceURL = Endpoint,
            ForcePathStyle = true,
            AuthenticationRegion = "us-east-1",
        });
    }

    public string Endpoint { get; }

    public AmazonS3Client Client { get; }

    public static async Task<S3Server> StartAsync()
    {
        string program = InstalledProgram.FindS3();
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        int port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        S3Server server = new(program, port);
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                await server.KeysAsync("");
                return server;
            }
            catch (Exception) when (attempt < 100)
            {
                await Task.Delay(100);
            }
        }
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
}
