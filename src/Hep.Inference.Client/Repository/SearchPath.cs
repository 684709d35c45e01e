using System.Globalization;

namespace Hep.Inference.Client;

/// <summary>A search as the path and query that asks for it.</summary>
internal static class SearchPath
{
    public static string Of(ModelSearch sought)
    {
        QueryText query = new();
        query.Add("q", sought.Text.Length > 0 ? sought.Text : null);
        query.Add("namespace", sought.Namespace);
        query.Add("task", sought.Task);
        query.Add("engine", sought.Engine);
        foreach (string tag in sought.Tags) query.Add("tag", tag);
        foreach ((string key, string value) in sought.Labels) query.Add("label", $"{key}={value}");
        foreach (MetricBound bound in sought.Metrics) query.Add("metric", bound.ToString());
        query.Add("data", sought.DataFile);
        if (sought.DefaultsOnly) query.Add("defaults_only", "true");
        query.Add("order", sought.Order.Length > 0 ? sought.Order : null);
        query.Add("limit", sought.Limit.ToString(CultureInfo.InvariantCulture));
        query.Add("page", sought.Page);
        return ModelPaths.Search + query;
    }
}
