namespace Hep.Inference.Client;

/// <summary>What an upload says of its version, as a query.</summary>
internal static class UploadQuery
{
    public static string Of(UploadNotes notes)
    {
        QueryText query = new();
        foreach (string tag in notes.Tags) query.Add("tag", tag);
        foreach ((string key, string value) in notes.Labels) query.Add("label", $"{key}={value}");
        foreach (string alias in notes.Aliases) query.Add("alias", alias);
        query.Add("description", notes.Description.Length > 0 ? notes.Description : null);
        query.Add("execution", notes.Execution?.ToJson());
        return query.ToString();
    }
}
