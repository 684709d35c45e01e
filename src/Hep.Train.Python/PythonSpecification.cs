using Hep.Jagged;

namespace Hep.Train.Python;

/// <summary>A script and how it is run: the configuration's <c>python</c>.</summary>
/// <param name="Script">Its path.</param>
/// <param name="Options">How it is run.</param>
public sealed record PythonSpecification(string Script, PythonOptions Options)
{
    private const string Section = "python";
    private const int ArgumentsAtMost = 1000;

    /// <summary>
    /// Reads <c>{"script": "train.py", "interpreter": "python3", "arguments": [], "timeout": 3600, "memory": 4294967296}</c>; comments and
    /// trailing commas are allowed.
    /// </summary>
    /// <param name="json">The document.</param>
    /// <param name="folder">Where relative paths begin: those of the script, and of an interpreter that is no mere name.</param>
    /// <param name="path">The place of the document in a larger one, for messages.</param>
    /// <exception cref="PipelineException">
    /// A key is unknown or a value does not fit: <see cref="PipelineException.Path"/> says where.
    /// </exception>
    public static PythonSpecification FromJson(string json, string folder, string path = "") =>
        JsonSection.Parse(json, path, section => Read(section, folder));

    /// <summary>Reads <c>python</c> of a whole configuration; null where it has none.</summary>
    /// <exception cref="PipelineException">As <see cref="FromJson"/>.</exception>
    public static PythonSpecification? FromConfiguration(string json, string folder) =>
        JsonSection.Parse(json, "", root => root[Section] is { } section ? Read(section, folder) : null);

    /// <summary>The document that <see cref="FromJson"/> reads, defaults filled in.</summary>
    public string ToJson() => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("script", Script);
        json.WriteString("interpreter", Options.Interpreter);
        json.WriteTexts("arguments", Options.Arguments);
        json.WriteNumber("timeout", Options.Timeout.TotalSeconds);
        json.WriteNumber("memory", Options.Memory);
        json.WriteEndObject();
    });

    private static PythonSpecification Read(JsonSection section, string folder)
    {
        section.WithOnly("script", "interpreter", "arguments", "timeout", "memory");
        PythonOptions defaults = new();
        return new PythonSpecification(Path.GetFullPath(NotEmpty(section.Required("script")), folder), new PythonOptions
        {
            Interpreter = section["interpreter"] is { } interpreter ? Resolve(NotEmpty(interpreter), folder) : defaults.Interpreter,
            Arguments = section["arguments"]?.Items(a => a.Text(), ArgumentsAtMost) ?? defaults.Arguments,
            Timeout = section["timeout"] is { } timeout ? TimeSpan.FromSeconds(timeout.Integer(1, int.MaxValue)) : defaults.Timeout,
            Memory = section["memory"]?.Integer(1, long.MaxValue) ?? defaults.Memory,
        });
    }

    private static string NotEmpty(JsonSection text) =>
        text.Text() is { Length: > 0 } path ? path : throw text.Error("A path is expected.");

    /// <summary>A mere name is looked for on the PATH.</summary>
    private static string Resolve(string interpreter, string folder) =>
        Path.GetFileName(interpreter) == interpreter ? interpreter : Path.GetFullPath(interpreter, folder);
}
