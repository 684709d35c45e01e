namespace Hep.Root.IO.Tests.Typed;

[RootRecord]
internal readonly partial record struct Particle(float pt, float eta);

/// <summary>Every form that a member has, in a list.</summary>
[RootRecord]
internal readonly partial record struct Deposit(
    int Id, string Name, float[] Cells, ReadOnlyMemory<short> Codes, double[][] Rows, string[] Labels, Point Centre, Particle[] Tracks,
    [RootShape(2, 2)] float[] Covariance, bool? Flag = null);

[RootRecord]
internal readonly partial record struct Point(double X, double Y);

/// <summary>A record that is a class.</summary>
[RootRecord]
internal sealed partial record Beam(int Fill, int nBunch, float[] Bunch_charge);

[RootRecord]
internal sealed partial record DepositEvent(
    long Number, Deposit[] Deposits, Point Vertex, Beam Beam, Point? Second = null, Beam? Other = null, Particle[]? Extra = null);

/// <summary>The jets of NanoAOD under names of C#.</summary>
[RootRecord]
internal readonly partial record struct KinematicJet(
    [RootColumn("pt")] float Pt, [RootColumn("eta")] float Eta, [RootColumn("phi")] float Phi, [RootColumn("mass")] float Mass);

[RootRecord]
internal readonly partial record struct MissingMomentum(float pt, float phi);

[RootRecord]
internal readonly partial record struct NanoEvent(
    int nJet, [RootColumn("Jet")] KinematicJet[] Jets, MissingMomentum MET, [RootShape(3, 3)] float[] PV_cov);

/// <summary>Without a counter.</summary>
[RootRecord]
internal readonly partial record struct ParticleEvent(float Met, Particle[] Jets);

