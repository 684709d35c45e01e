using System.Text.Json;
using System.Text.RegularExpressions;
using Hep.Tool.Configuration;

namespace Hep.Tool.Tests.Configuration;

/// <summary>What a card tells of the file that a training was configured by.</summary>
public sealed class ConfigurationInCardTests
{
    [TestCase("c.json", """
        {
          "$schema": "hep.schema.json",   // for editors
          "dataset": { "sources": [
            { "files": ["root://me:secret@host//a.root?authz=secret", "https://host/b.root?X-Amz-Signature=secret"], "label": 1 },
            { "files": ["background?.root"], "label": 0, "weight": "abs(w)" } ] },
          "features": { "columns": ["MET_pt"] }
        }
        """)]
    [TestCase("c.yaml", """
        dataset:
          sources:
            - { files: ["root://me:secret@host//a.root?authz=secret", "https://host/b.root?X-Amz-Signature=secret"], label: 1 }
            - { files: ["background?.root"], label: 0, weight: abs(w) }
        features: { columns: [MET_pt] }
        """)]
    public void It_is_whole_but_for_secrets(string path, string text)
    {
        JsonElement? told = ConfigurationFile.Parse(text, path).Training().Configuration;

        Assert.That(Regex.Unescape(told!.Value.GetRawText()), Is.EqualTo(
            """{"dataset":{"sources":[{"files":["root://…@host//a.root?authz=…","https://host/b.root?X-Amz-Signature=…"],"label":1},"""
                + """{"files":["background?.root"],"label":0,"weight":"abs(w)"}]},"features":{"columns":["MET_pt"]}}"""));
    }
}
