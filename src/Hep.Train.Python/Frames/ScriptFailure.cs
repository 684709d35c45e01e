using System.Text.Json;

namespace Hep.Train.Python;

/// <summary>What a script says when it fails.</summary>
/// <param name="Type">The type of the exception.</param>
/// <param name="Message">Its text.</param>
/// <param name="IsOurs">Whether the module <c>hep</c> refused something: then the text says what to do.</param>
/// <param name="Module">The module that is not installed; null: it is another failure.</param>
internal sealed record ScriptFailure(string Type, string Message, bool IsOurs, string? Module)
{
    /// <exception cref="InvalidDataException">The bytes say no such thing.</exception>
    public static ScriptFailure Read(ReadOnlySpan<byte> json)
    {
        try
        {
            Utf8JsonReader reader = new(json);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            JsonElement root = document.RootElement;
            return new ScriptFailure(root.GetProperty("type").GetString() ?? "", root.GetProperty("message").GetString() ?? "",
                root.GetProperty("ours").GetBoolean(), root.GetProperty("module").GetString());
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new InvalidDataException("says that it failed, in a form that cannot be read", failure);
        }
    }
}
