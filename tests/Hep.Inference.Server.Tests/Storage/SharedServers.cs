namespace Hep.Inference.Server.Tests;

/// <summary>The database and the store of files that all tests of this run share, each test with a part of its own.</summary>
[SetUpFixture]
public sealed class SharedServers
{
    private static readonly SemaphoreSlim One = new(1);
    private static readonly Stack<IDisposable> Started = new();
    private static (PostgresServer Database, S3Server Files)? s_servers;

    internal static async Task<(PostgresServer Database, S3Server Files)> GetAsync()
    {
        await One.WaitAsync();
        try
        {
            if (s_servers is { } running)
            {
                running.Files.CheckRuns();
                return running;
            }
            InstalledProgram.FindS3();   // before the other one is started
            s_servers = (Keep(PostgresServer.Start()), Keep(await S3Server.StartAsync()));
            return s_servers.Value;
        }
        finally
        {
            One.Release();
        }
    }

    /// <summary>Ends them. Fixtures outside of this namespace that start them call it themselves.</summary>
    [OneTimeTearDown]
    public static void Stop()
    {
        s_servers = null;
        while (Started.TryPop(out IDisposable? server)) server.Dispose();
    }

    private static T Keep<T>(T server) where T : IDisposable
    {
        Started.Push(server);
        return server;
    }
}
