namespace RoleChaining.Sts;

/// <summary>A request of the AWS SDK that carries its <see cref="StsExchange"/>.</summary>
internal interface IStsRequest
{
    StsExchange Exchange { get; }
}
