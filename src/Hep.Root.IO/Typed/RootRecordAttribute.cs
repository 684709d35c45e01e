namespace Hep.Root.IO;

/// <summary>
/// A partial record, class or struct whose members are columns of a tree: a source generator writes the code that reads and writes it,
/// without reflection.
/// <c>[RootRecord] public readonly partial record struct MuonEvent(float MET_pt, float[] Muon_pt);</c>
/// </summary>
/// <remarks>
/// <para>
/// Columns are the parameters of the primary constructor and the properties with <see cref="RootColumnAttribute"/>; in a type without such
/// a
/// constructor, all properties that can be set. A number, bool or <c>string</c> is one value an entry; <c>T[]</c> and
/// <see cref="ReadOnlyMemory{T}"/> a list, or a fixed shape with the last index fastest; <c>T[][]</c> a list of lists; <c>string[]</c> a
/// list of texts. Another such type, or an array of one, is the columns of its members: <c>Jet[] Jet</c> with a member <c>pt</c> is
/// <c>Jet_pt</c>, or <c>Jet.pt</c>, <c>Jet/Jet.pt</c>, <c>Jet/pt</c>, the first of which is there.
/// </para>
/// <para>
/// The column's type must be that of the member, or fit in it without loss: <c>short</c> in <c>int</c>, <c>float</c> in <c>double</c>.
/// What is read is a
/// function of the types alone, and checked before the first entry.
/// </para>
/// <para>
/// Records are written by <c>RootFileWriter</c> as they are read, where a property tells the value of each member and no two members
/// are one column. Lists <c>Jet_…</c> beside an integer <c>nJet</c> are one collection, which it counts.
/// </para>
/// </remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class RootRecordAttribute : Attribute;
