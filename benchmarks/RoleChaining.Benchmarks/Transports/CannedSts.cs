using System.Globalization;
using System.Text;

namespace RoleChaining.Benchmarks.Transports;

/// <summary>Answers every AssumeRole with a session of an hour, and checks nothing: what is measured then is the client alone.</summary>
internal sealed class CannedSts : CannedHandler
{
    // As long as those of STS are, about.
    private static readonly string SecretAccessKey = new('s', 40);
    private static readonly string SessionToken = new('t', 700);

    private int _sessions;

    protected override byte[] Body() => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"""
        <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
          <AssumeRoleResult>
            <AssumedRoleUser>
              <AssumedRoleId>AROABENCHMARKS00000000:benchmark</AssumedRoleId>
              <Arn>arn:aws:sts::222222222222:assumed-role/Hop1/benchmark</Arn>
            </AssumedRoleUser>
            <Credentials>
              <AccessKeyId>ASIA{Interlocked.Increment(ref _sessions):D16}</AccessKeyId>
              <SecretAccessKey>{SecretAccessKey}</SecretAccessKey>
              <SessionToken>{SessionToken}</SessionToken>
              <Expiration>{TimeProvider.System.GetUtcNow().AddHours(1):yyyy-MM-dd'T'HH:mm:ss'Z'}</Expiration>
            </Credentials>
          </AssumeRoleResult>
          <ResponseMetadata><RequestId>00000000-0000-0000-0000-000000000000</RequestId></ResponseMetadata>
        </AssumeRoleResponse>
        """));
}
