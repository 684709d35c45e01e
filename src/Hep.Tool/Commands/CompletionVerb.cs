using System.CommandLine;
using Hep.Tool.Arguments;

namespace Hep.Tool.Commands;

/// <summary><c>hep completion SHELL</c>: a script that lets a shell ask hep what may come next.</summary>
internal sealed class CompletionVerb : Verb
{
    private static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = """
            # eval "$(hep completion bash)"
            _hep() {
                local IFS=$'\n'
                COMPREPLY=($(hep "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null | while read -r word; do
                    [[ "$word" == "${COMP_WORDS[COMP_CWORD]}"* ]] && printf '%s\n' "$word"; done))
            }
            complete -o default -F _hep hep
            """,
        ["zsh"] = """
            # eval "$(hep completion zsh)"
            _hep() {
                local words_found=("${(@f)$(hep "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
                compadd -a words_found
                _files
            }
            compdef _hep hep
            """,
        ["fish"] = """
            # hep completion fish | source
            complete -c hep -a '(hep "[suggest:"(commandline -C)"]" (commandline -p) 2>/dev/null)'
            """,
        ["pwsh"] = """
            # hep completion pwsh | Out-String | Invoke-Expression
            Register-ArgumentCompleter -Native -CommandName hep -ScriptBlock {
                param($word, $command, $position)
                hep "[suggest:$position]" "$command" 2>$null | Where-Object { $_ -like "$word*" } |
                    ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
            }
            """,
    };

    private readonly Argument<string> _shell = new("shell") { Description = "bash, zsh, fish or pwsh." };

    /// <summary>The verb.</summary>
    public CompletionVerb()
        : base("completion", "Print a script that completes hep's words in a shell.", "eval \"$(hep completion bash)\"",
            "hep completion fish | source")
    {
        _shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        Add(_shell);
    }

    /// <inheritdoc/>
    public override Task RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        call.Session.Output.WriteLine(Scripts[call.Get(_shell)]);
        return Task.CompletedTask;
    }
}
