using Hep.Tool.Arguments;

namespace Hep.Tool.Training;

/// <summary>Shows what a script prints, on standard error.</summary>
internal sealed class ScriptLines(Invocation call) : IProgress<string>
{
    private readonly Lock _lock = new();

    /// <inheritdoc/>
    public void Report(string value)
    {
        lock (_lock) call.Say($"{value}");
    }
}
