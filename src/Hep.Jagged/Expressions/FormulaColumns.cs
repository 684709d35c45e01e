namespace Hep.Jagged;

/// <summary>The columns that a formula in C# may speak of: any, by name. Whether they exist is told when it is bound.</summary>
public readonly struct FormulaColumns
{
    /// <summary>The column of that name, as a file spells it.</summary>
    /// <exception cref="ArgumentException">The name is empty or has a backquote: no formula can spell it.</exception>
    public Term this[string name] => Term.Column(name);
}
