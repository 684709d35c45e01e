namespace Hep.Inference.Server.Repository;

/// <summary>A search as a statement: its text is made of constants, all that the caller says are parameters.</summary>
internal sealed class SearchStatement
{
    private const int LongestText = 1000, MostWords = 32, MostConditions = 64;
    private const string MetricOrder = "metric:";

    private readonly List<string> _conditions = ["v.deleted IS NULL"];
    private readonly List<(string, object?)> _parameters = [];
    private string _from = "versions v";

    /// <exception cref="InferenceException">The question cannot be meant.</exception>
    public SearchStatement(ICatalogDatabase database, ModelSearch sought, SearchPlace? after)
    {
        if (sought.Tags.Count + sought.Labels.Count + sought.Metrics.Count > MostConditions)
            throw Refuse($"A search has at most {MostConditions} conditions.");
        string[] words = WordsOf(sought.Text);
        string relevance = "";
        if (words.Length > 0)
        {
            _from += " JOIN words ON words.rowid = v.id";
            string question = Value(database.Sought(words));
            Where(database.Matches(question));
            relevance = database.Relevance(question);
        }
        if (sought.Namespace is { Length: > 0 } space)
            // . is before /
            Where($"(v.namespace = {Value(space)} OR (v.namespace >= {Value(space + ".")} AND v.namespace < {Value(space + "/")}))");
        else if (sought.Namespace is not null) Where("v.namespace = ''");
        if (sought.Task is { } task) Where($"v.task = {Value(task)}");
        if (sought.Engine is { } engine) Where($"v.engine = {Value(engine)}");
        foreach (string tag in sought.Tags) Where($"EXISTS (SELECT 1 FROM tags t WHERE t.version = v.id AND t.tag = {Value(tag)})");
        foreach ((string key, string value) in sought.Labels)
            Where($"EXISTS (SELECT 1 FROM labels l WHERE l.version = v.id AND l.key = {Value(key)} AND l.value = {Value(value)})");
        foreach (MetricBound bound in sought.Metrics)
            Where($"EXISTS (SELECT 1 FROM metrics m WHERE m.version = v.id AND m.name = {Value(bound.Name)} AND m.value >= "
                + $"{Value(bound.Least ?? double.MinValue)} AND m.value <= {Value(bound.Most ?? double.MaxValue)})");
        if (sought.DataFile is { } file)
            Where($"v.id IN (SELECT d.version FROM data_files d WHERE d.location = {Value(file)} OR d.checksum = {Value(file)})");
        (string key_, bool isNumber, bool isDescending) = OrderBy(sought.Order, relevance);
        if (after is not null && isNumber != after.Key is double) throw Refuse("The page is of a search in another order.");
        string direction = isDescending ? "DESC" : "ASC", beyond = isDescending ? "<" : ">";
        string isAfter = after is null
            ? "1"
            : $"CASE WHEN key {beyond} {Value(after.Key)} OR (key = {Value(after.Key)} AND id {beyond} {Value(after.Id)}) "
                + "THEN 1 ELSE 0 END";
        Text = $"WITH found AS (SELECT v.model, v.version, {key_} AS key, v.id FROM {_from} WHERE {string.Join(" AND ", _conditions)}) "
            + $"SELECT model, version, key, id, {isAfter} FROM found ORDER BY key {direction}, id {direction}";
    }

    public string Text { get; }

    public (string, object?)[] Parameters => [.. _parameters];

    private static string[] WordsOf(string text)
    {
        if (text.Length > LongestText) throw Refuse($"The text of a search has at most {LongestText} characters.");
        string[] words = new string([.. text.Select(c => char.IsLetterOrDigit(c) ? c : ' ')])
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length > MostWords) throw Refuse($"The text of a search has at most {MostWords} words.");
        return words.Length == 0 && text.AsSpan().Trim().Length > 0
            ? throw Refuse("The text of a search has no letter and no digit.")
            : words;
    }

    private (string Key, bool IsNumber, bool IsDescending) OrderBy(string order, string relevance)
    {
        bool isTurned = order.StartsWith('-');
        string by = order.TrimStart('-');
        switch (by)
        {
            case "" or "relevance" when relevance.Length > 0: return (relevance, true, isTurned);   // the best is the lowest
            case "" or "name": return ("v.model", false, isTurned);
            case "created": return ("v.created", false, !isTurned);
            case ['m', ..] when by.StartsWith(MetricOrder, StringComparison.Ordinal) && by.Length > MetricOrder.Length:
                _from += " JOIN metrics o ON o.version = v.id";
                Where($"o.name = {Value(by[MetricOrder.Length..])}");
                return ("o.value", true, !isTurned);
            default:
                throw Refuse("The order of a search is 'name', 'created', 'metric:NAME' or, with a text, 'relevance'; '-' turns it round.");
        }
    }

    private void Where(string condition) => _conditions.Add(condition);

    private string Value(object value)
    {
        string name = $"@p{_parameters.Count}";
        _parameters.Add((name, value));
        return name;
    }

    private static InferenceException Refuse(string why) => new(InferenceFailure.InvalidRequest, why);
}
