using Npgsql;

namespace Hep.Inference.Server.Tests;

/// <summary>A real PostgreSQL of its own, in a folder and on a socket there, as a user who is not root.</summary>
internal sealed class PostgresServer : IDisposable
{
    private readonly string _programs, _folder, _asUser;

    private PostgresServer(string programs)
    {
        _programs = programs;
        _asUser = Environment.UserName == "root" ? "runuser -u postgres -- " : "";
        _folder = Path.Combine(Path.GetTempPath(), $"hep-postgres-{Guid.NewGuid():N}");
        InstalledProgram.Run($"{_asUser}mkdir {_folder}");
        InstalledProgram.Run($"{_asUser}{_programs}/initdb -D {_folder}/data -U hep --auth=trust -E UTF8 --locale=C --no-sync");
        Resume();
    }

    public string ConnectionString => $"Host={_folder};Username=hep;Database=postgres";

    public static PostgresServer Start()
    {
        string[] installed = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [];
        string program = InstalledProgram.Find("initdb", "PostgreSQL's server has it", [.. installed.Select(f => $"{f}/bin")]);
        return new PostgresServer(Path.GetDirectoryName(program)!);
    }

    /// <summary>A schema of its own in it, and the connection string that leads there.</summary>
    public string MakeSchema(string name)
    {
        Execute($"CREATE SCHEMA IF NOT EXISTS {name}");
        return $"{ConnectionString};Search Path={name}";
    }

    public void Execute(string sql)
    {
        using NpgsqlConnection connection = new($"{ConnectionString};Pooling=false");
        connection.Open();
        using NpgsqlCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // texts of tests
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    /// <summary>Cuts every connection but the one that says so.</summary>
    public void CutConnections() =>
        Execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND application_name = 'hep'");

    public void Stop() => InstalledProgram.Run($"{_asUser}{_programs}/pg_ctl -D {_folder}/data stop -m immediate -w");

    public void Resume() => InstalledProgram.Run($"{_asUser}{_programs}/pg_ctl -D {_folder}/data -w -l {_folder}/log "
        + $"-o '-k {_folder} -c listen_addresses= -c fsync=off -c max_connections=400' start");

    public void Dispose()
    {
        Stop();
        InstalledProgram.Run($"{_asUser}rm -rf {_folder}");
    }
}
