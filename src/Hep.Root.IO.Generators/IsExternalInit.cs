namespace System.Runtime.CompilerServices;

/// <summary>What the compiler asks for where a record has init accessors; .NET Standard 2.0 lacks it.</summary>
internal static class IsExternalInit;
