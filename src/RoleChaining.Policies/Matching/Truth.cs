namespace RoleChaining.Matching;

/// <summary>Whether something holds.</summary>
internal enum Truth
{
    False,
    True,

    /// <summary>A context key that it depends on is not known.</summary>
    Unknown,

    /// <summary>AWS itself does not decide it: an Allow does not count then, and a Deny does.</summary>
    Undecidable,
}

/// <summary>Logic over <see cref="Truth"/>.</summary>
internal static class TruthExtensions
{
    extension(Truth truth)
    {
        public Truth And(Truth other) =>
            truth == Truth.False || other == Truth.False ? Truth.False
            : truth == Truth.Unknown || other == Truth.Unknown ? Truth.Unknown
            : truth == Truth.Undecidable || other == Truth.Undecidable ? Truth.Undecidable
            : Truth.True;

        public Truth Or(Truth other) =>
            truth == Truth.True || other == Truth.True ? Truth.True
            : truth == Truth.Unknown || other == Truth.Unknown ? Truth.Unknown
            : truth == Truth.Undecidable || other == Truth.Undecidable ? Truth.Undecidable
            : Truth.False;

        public Truth Not() => truth switch { Truth.True => Truth.False, Truth.False => Truth.True, _ => truth };
    }

    public static Truth ToTruth(this bool holds) => holds ? Truth.True : Truth.False;
}
