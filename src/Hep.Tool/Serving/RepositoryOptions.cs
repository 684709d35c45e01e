using System.CommandLine;
using Hep.Tool.Arguments;

namespace Hep.Tool.Serving;

/// <summary>The options that name a repository which services share.</summary>
internal sealed class RepositoryOptions
{
    private readonly Option<string?> _repository = new("--repository")
    {
        Description = "The PostgreSQL database of a repository that services share, without its password.",
        HelpName = "CONNECTION",
    };
    private readonly Option<string?> _passwordFile = new("--repository-password-file")
    {
        Description = "The file that holds its password (default: PGPASSWORD, or libpq's password file).",
        HelpName = "FILE",
    };
    private readonly Option<string?> _blobs = new("--blobs")
    {
        Description = "The model files of such a repository: s3://BUCKET/PREFIX?endpoint=URL, with keys as AWS' programs find them.",
        HelpName = "URL",
    };

    /// <summary>Has a verb take them.</summary>
    public void AddTo(Command verb)
    {
        verb.Add(_repository);
        verb.Add(_passwordFile);
        verb.Add(_blobs);
    }

    /// <summary>The settings with what the command line says.</summary>
    public ServeConfiguration Over(ServeConfiguration configuration, Invocation call) => configuration with
    {
        Repository = call.Get(_repository) ?? configuration.Repository,
        RepositoryPasswordFile = call.FullPath(_passwordFile) ?? configuration.RepositoryPasswordFile,
        Blobs = call.Get(_blobs) ?? configuration.Blobs,
    };
}
