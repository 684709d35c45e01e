using System.Security.Cryptography;
using System.Text;
using Hep.Inference.Server.Repository;
using Hep.Inference.Testing;
using Hep.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Hep.Inference.Server.Tests;

/// <summary>Starts services over repositories of a kind; those of one folder share a repository, one after the other or at once.</summary>
internal sealed class TestStorage(StorageKind kind)
{
    public async Task<Service> StartAsync(string? folder = null, Func<InferenceServerOptions, InferenceServerOptions>? change = null,
        RecordedLog? log = null, TimeProvider? time = null, Action<IServiceCollection>? add = null)
    {
        folder ??= TestData.NewFolder();
        Func<InferenceServerOptions, InferenceServerOptions> share =
            kind == StorageKind.Shared ? await ShareAsync(folder) : options => options;
        return await Service.StartAsync(folder, o => change?.Invoke(share(o)) ?? share(o), log: log, time: time, add: add);
    }

    /// <summary>What has services use the shared repository of a name.</summary>
    public static async Task<Func<InferenceServerOptions, InferenceServerOptions>> ShareAsync(string name)
    {
        (PostgresServer database, S3Server files) = await SharedServers.GetAsync();
        string repository = database.MakeSchema(PrefixOf(name));
        return options => options with { Repository = repository, Blobs = files.AddressOf(PrefixOf(name)) };
    }

    /// <summary>The files of models that a service's repository has.</summary>
    public async Task<string[]> BlobsAsync(Service service)
    {
        if (kind == StorageKind.Folder)
            return Directory.GetFiles(Path.Combine(service.Options.ModelsFolder, "blobs"), "*", SearchOption.AllDirectories);
        return await SharedBlobsAsync(FolderOf(service));
    }

    /// <summary>The files of models that the shared repository of a name has.</summary>
    public static async Task<string[]> SharedBlobsAsync(string name) =>
        await (await SharedServers.GetAsync()).Files.KeysAsync($"{PrefixOf(name)}/");

    /// <summary>Makes one of them another one, while no service looks.</summary>
    public async Task OverwriteAsync(Service service, string blob, byte[] content)
    {
        if (kind == StorageKind.Folder)
        {
            await File.WriteAllBytesAsync(blob, content);
            return;
        }
        await (await SharedServers.GetAsync()).Files.WriteAsync(blob, content);
        string cache = Path.Combine(service.Options.ModelsFolder, "cache");
        if (Directory.Exists(cache)) Directory.Delete(cache, recursive: true);
    }

    /// <summary>Has the catalog be as a statement leaves it, while no service looks.</summary>
    /// <param name="service">One that was started over it.</param>
    /// <param name="sqlite">What SQLite is to do.</param>
    /// <param name="postgres">What PostgreSQL is to do.</param>
    public async Task ExecuteAsync(Service service, string sqlite, string postgres)
    {
        if (kind == StorageKind.Shared)
        {
            (await SharedServers.GetAsync()).Database.Execute($"SET search_path TO {PrefixOf(FolderOf(service))}; {postgres}");
            return;
        }
        using SqliteConnection database = new(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(service.Options.ModelsFolder, "repository.db"),
            Pooling = false,
        }.ToString());
        await database.OpenAsync();
        await database.ExecuteAsync(sqlite);
    }

    private static string FolderOf(Service service) => Path.GetDirectoryName(service.Options.ModelsFolder)!;

    private static string PrefixOf(string name) => $"t{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..16]}";
}
