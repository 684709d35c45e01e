using System.CommandLine;
using Hep.Root.IO;
using Hep.Tool.Arguments;
using Hep.Tool.Remote;
using Hep.Tool.Terminal;

namespace Hep.Tool.Commands;

/// <summary><c>hep xrd ls|stat|locate|checksum|cp URL</c>: the client of XRootD at the prompt.</summary>
internal sealed class XrdVerb : Verb
{
    private static readonly string[] Actions = ["ls", "stat", "locate", "checksum", "cp"];

    private readonly Argument<string> _action = new("action") { Description = "ls, stat, locate, checksum or cp." };
    private readonly Argument<string> _url = new("url") { Description = "A file or directory: root://host//path, or roots:// under TLS." };
    private readonly Argument<string[]> _output = new("out")
    {
        Description = "cp: the local file, a folder, or - for standard output.",
        Arity = ArgumentArity.ZeroOrMore,
        DefaultValueFactory = _ => [],
    };
    private readonly Option<string?> _algorithm = new("--algorithm")
    {
        Description = "checksum: adler32, crc32c, md5, … (default: the server's own).",
        HelpName = "NAME",
    };
    private readonly Option<bool> _force = Force();
    private readonly Option<bool> _json = Json();

    /// <summary>The verb.</summary>
    public XrdVerb() : base("xrd", "List, look at and copy files of XRootD servers.",
        "hep xrd ls root://host//store", "hep xrd stat root://host//store/nano.root", "hep xrd locate root://host//store/nano.root",
        "hep xrd checksum root://host//store/nano.root --algorithm crc32c", "hep xrd cp root://host//store/nano.root nano.root")
    {
        Add(_action);
        Add(_url);
        Add(_output);
        Add(_algorithm);
        Add(_force);
        Add(_json);
    }

    /// <inheritdoc/>
    public override async Task RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        string action = call.Get(_action), url = call.Get(_url);
        string[] output = call.Get(_output);
        if (output.Length != (action == "cp" ? 1 : 0))
            throw ToolException.Usage(action == "cp"
                ? "hep xrd cp takes a URL and where its copy goes."
                : $"hep xrd {action} takes a URL and nothing behind it.");
        XRootDClient client = call.Session.Opening.XRootD!;
        RemoteListing listing = new(call, call.Get(_json));
        try
        {
            switch (action)
            {
                case "ls":
                    await listing.WriteAsync(await client.ListAsync(url, cancellationToken), cancellationToken);
                    break;
                case "stat":
                    await listing.WriteAsync(url, await client.StatAsync(url, cancellationToken), cancellationToken);
                    break;
                case "locate":
                    await listing.WriteAsync(await client.LocateAsync(url, cancellationToken), cancellationToken);
                    break;
                case "checksum":
                    XRootDChecksum checksum = await client.ChecksumAsync(url, call.Get(_algorithm), cancellationToken);
                    await listing.WriteAsync(url, checksum, cancellationToken);
                    break;
                case "cp":
                    await new RemoteCopy(call, client).RunAsync(url, output[0], call.Get(_force), cancellationToken);
                    break;
                default:
                    throw ToolException.Usage($"hep xrd does {string.Join(", ", Actions)}, not '{action}'.");
            }
        }
        catch (XRootDException failure)
        {
            throw new ToolException(failure.Message, failure);
        }
    }
}
