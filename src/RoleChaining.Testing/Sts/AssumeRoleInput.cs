namespace RoleChaining.Testing;

/// <summary>AssumeRole's parameters, within the limits of STS's model.</summary>
internal sealed record AssumeRoleInput(string RoleArn, string SessionName)
{
    public int? DurationSeconds { get; private init; }

    public string? ExternalId { get; private init; }

    public string? SerialNumber { get; private init; }

    public string? TokenCode { get; private init; }

    public string? SourceIdentity { get; private init; }

    public string? Policy { get; private init; }

    public IReadOnlyList<string> PolicyArns { get; private init; } = [];

    /// <summary>Who vouches for the contexts passed; the contexts themselves mean nothing here.</summary>
    public IReadOnlyList<string> ContextProviderArns { get; private init; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; private init; } = [];

    public IReadOnlyList<string> TransitiveTagKeys { get; private init; } = [];

    public static AssumeRoleInput Read(
        QueryParameters parameters, IReadOnlyList<KeyValuePair<string, string>> tags, IReadOnlyList<string> transitiveTagKeys)
    {
        ParameterValidator validator = new();
        AssumeRoleInput input = new(
            validator.Required("roleArn", parameters["RoleArn"]),
            validator.Required("roleSessionName", parameters["RoleSessionName"]))
        {
            ExternalId = parameters["ExternalId"],
            SerialNumber = parameters["SerialNumber"],
            TokenCode = parameters["TokenCode"],
            SourceIdentity = parameters["SourceIdentity"],
            Policy = parameters["Policy"],
            PolicyArns = parameters.Fields("PolicyArns", "arn"),
            ContextProviderArns = parameters.Fields("ProvidedContexts", "ProviderArn"),
            Tags = tags,
            TransitiveTagKeys = transitiveTagKeys,
            DurationSeconds = validator.Number("durationSeconds", parameters["DurationSeconds"], 900, 43200),
        };
        validator.Text("roleArn", parameters["RoleArn"], 20, 2048, ParameterCharacters.ArnPattern, ParameterCharacters.IsArnText);
        validator.Text("roleSessionName", parameters["RoleSessionName"], 2, 64, ParameterCharacters.NamePattern, ParameterCharacters.Name);
        validator.Text(
            "externalId", input.ExternalId, 2, 1224, ParameterCharacters.ExternalIdPattern, ParameterCharacters.ExternalId, secret: true);
        validator.Text("serialNumber", input.SerialNumber, 9, 256, ParameterCharacters.SerialPattern, ParameterCharacters.Serial);
        validator.Text("tokenCode", input.TokenCode, 6, 6, ParameterCharacters.DigitPattern, ParameterCharacters.Digit, secret: true);
        validator.Text("sourceIdentity", input.SourceIdentity, 2, 64, ParameterCharacters.NamePattern, ParameterCharacters.Name);
        validator.Count("providedContexts", input.ContextProviderArns.Count, 5);
        SessionPolicyParameters.Validate(validator, input.Policy, input.PolicyArns);
        TagParameters.Validate(validator, tags, transitiveTagKeys);
        validator.ThrowIfAny();
        return input;
    }
}
