using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace Hep.Tool.Arguments;

/// <summary><c>hep --version</c>.</summary>
internal sealed class ShowVersion : SynchronousCommandLineAction
{
    /// <summary>The version with the commit it was built from, where the build knew it.</summary>
    public static string Version { get; } =
        typeof(ShowVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine(Version);
        return 0;
    }
}
