using System.Security.Cryptography;
using Hep.Inference.Testing;
using Hep.Onnx;
using Hep.Testing;
using Microsoft.Data.Sqlite;

namespace Hep.Inference.Server.Tests.Repository;

/// <summary>Repositories that earlier releases wrote.</summary>
public sealed class CatalogSchemaTests
{
    private const string FirstForm = """
        PRAGMA journal_mode = WAL;
        CREATE TABLE IF NOT EXISTS models (
          name TEXT NOT NULL PRIMARY KEY,
          next_version INTEGER NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS versions (
          model TEXT NOT NULL REFERENCES models (name),
          version INTEGER NOT NULL,
          digest TEXT NOT NULL,
          bytes INTEGER NOT NULL,
          created TEXT NOT NULL,
          parameters TEXT,
          labels TEXT,
          PRIMARY KEY (model, version)) STRICT;
        CREATE INDEX IF NOT EXISTS versions_by_digest ON versions (digest);
        PRAGMA user_version = 1;
        """;

    [Test]
    public async Task A_repository_of_the_first_form_keeps_all_it_has_and_learns_the_rest()
    {
        string folder = TestData.NewFolder();
        OnnxModel carded = OnnxModel.Load(Models.Linear(1));
        carded.Metadata[OnnxModel.CardKey] = new ModelCard { Engine = "mlnet 5.0", Metrics = new Dictionary<string,
            double> { ["auc"] = 0.9 } }.ToJson();
        using (SqliteConnection database = Write(folder))
        {
            Execute(database, "INSERT INTO models VALUES ('cms.higgs', 4), ('gone', 3)");
            Add(folder, database, "cms.higgs", 1, Models.Linear(0), labels: "a\nb");
            Add(folder, database, "cms.higgs", 3, carded.ToArray());
        }

        await using Service service = await Service.StartAsync(folder);

        RepositoryModel model = await service.GetModelAsync("cms.higgs");
        Assert.That(model.Versions.Select(v => v.Version), Is.EqualTo(new[] { 1, 3 }));
        Assert.That((model.Namespace, model.DefaultVersion, model.DefaultPolicy), Is.EqualTo(("cms", 3, "latest")));
        Assert.That((model.Versions[1].Engine, model.Versions[1].Metrics["auc"]), Is.EqualTo(("mlnet", 0.9)));
        Assert.That((await service.UploadAsync("gone", Models.Linear(5))).Version, Is.EqualTo(3));
        Assert.That((await service.ChangeAsync(HttpMethod.Post, "cms.higgs/rollback")).DefaultVersion, Is.EqualTo(1));
        Assert.That(ModelSearchResult.FromJson(await service.Http.GetStringAsync(new Uri("/v2/repository/search?q=mlnet",
            UriKind.Relative))).Total,
            Is.EqualTo(1));
        await service.DisposeAsync();
        await using Service again = await Service.StartAsync(folder);
        Assert.That((await again.GetModelAsync("cms.higgs")).Versions, Has.Count.EqualTo(2));
    }

    [Test]
    public void A_repository_of_a_later_form_is_left_alone()
    {
        string folder = TestData.NewFolder();
        using (SqliteConnection database = Write(folder)) Execute(database, "PRAGMA user_version = 99");

        InvalidDataException refusal = Assert.ThrowsAsync<InvalidDataException>(() => Service.StartAsync(folder))!;

        Assert.That(refusal.Message, Does.Contain("form 99"));
    }

    [Test]
    public void A_step_that_fails_leaves_the_form_as_it_was()
    {
        string folder = TestData.NewFolder();
        using (SqliteConnection database = Write(folder)) Execute(database, "CREATE TABLE pointers (x)");   // in the way

        Assert.ThrowsAsync<SqliteException>(() => Service.StartAsync(folder));

        using SqliteConnection after = Open(folder);
        using SqliteCommand form = after.CreateCommand();
        form.CommandText = """
            SELECT user_version || (SELECT group_concat(name) FROM sqlite_schema WHERE name LIKE 'versions%') FROM pragma_user_version
            """;
        Assert.That(form.ExecuteScalar(), Is.EqualTo("1versions,versions_by_digest"));
    }

    private static SqliteConnection Write(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "models"));
        SqliteConnection database = Open(folder);
        Execute(database, FirstForm);
        return database;
    }

    private static SqliteConnection Open(string folder)
    {
        SqliteConnection database = new(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(folder, "models", "repository.db"),
            Pooling = false,
        }.ToString());
        database.Open();
        return database;
    }

    private static void Add(string folder, SqliteConnection database, string name, int version, byte[] model, string? labels = null)
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(model)), blobs = Path.Combine(folder, "models", "blobs", hash[..2]);
        Directory.CreateDirectory(blobs);
        File.WriteAllBytes(Path.Combine(blobs, hash), model);
        Execute(database, $"INSERT INTO versions VALUES ('{name}', {version}, 'sha256:{hash}', {model.Length}, "
            + $"'2026-08-01T10:00:00.0000000+00:00', NULL, {(labels is null ? "NULL" : $"'{labels}'")})");
    }

    private static void Execute(SqliteConnection database, string sql)
    {
        using SqliteCommand command = database.CreateCommand();
#pragma warning disable CA2100 // texts of this file
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
