namespace Hep.Jagged;

/// <summary>Adds a column that an expression computes.</summary>
internal static class ColumnComputation
{
    /// <summary>The step for one definition.</summary>
    public static Func<EntryBatch, EntryBatch?> Begin(string name, Expression expression)
    {
        PerSchema<(BoundExpression Bound, Schema Schema)> plan = new(schema => (expression.Bind(schema), Define(schema, name, expression)));
        return batch =>
        {
            (BoundExpression bound, Schema schema) = plan.For(batch);
            Column defined = bound.Evaluate(batch, name);
            return new EntryBatch(schema,
                [.. batch.Columns.Where(c => c.Name != name).Select(c => c.Share()), defined], batch.Identities.Share());
        };
    }

    /// <summary>The columns with the defined one behind them; it replaces one of its name.</summary>
    public static Schema Define(Schema schema, string name, Expression expression) =>
        new(schema.Where(c => c.Name != name).Append(expression.Bind(schema).Result with { Name = name }));
}
