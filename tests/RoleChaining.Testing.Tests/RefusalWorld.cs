using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Microsoft.Extensions.Time.Testing;

namespace RoleChaining.Testing;

/// <summary>Accounts, roles and callers for the table of refusals.</summary>
public sealed class RefusalWorld : IAsyncLifetime
{
    public const string Plain = "arn:aws:iam::222222222222:role/Plain";
    public const string Untagged = "arn:aws:iam::222222222222:role/Untagged";
    public const string Guarded = "arn:aws:iam::222222222222:role/Guarded";
    public const string Multi = "arn:aws:iam::222222222222:role/Multi";
    public const string Closed = "arn:aws:iam::222222222222:role/Closed";
    public const string ByRoot = "arn:aws:iam::111111111111:role/ByRoot";
    public const string Denying = "arn:aws:iam::111111111111:role/Denying";

    private readonly FakeTimeProvider _clock = new(The.Time);
    private readonly Dictionary<string, ImmutableCredentials> _callers = [];

    public RefusalWorld() => Sts = LocalSts.CreateInMemory(options => options.TimeProvider = _clock);

    public LocalSts Sts { get; }

    public LocalUser Alice { get; private set; } = null!;

    public ImmutableCredentials? Caller(string name) => name == "nobody" ? null : _callers[name];

    public async ValueTask InitializeAsync()
    {
        Alice = Sts.AddUser(The.Home, "alice");
        LocalUser bob = Sts.AddUser(The.Home, "bob", policies: []);
        LocalUser root = Sts.AddRootUser(The.Home);
        string everyone = Some.Trust("*");
        Sts.AddRole(The.Hub, everyone, The.MayAssumeAnything, TimeSpan.FromHours(12));
        Sts.AddRole(Plain, everyone, The.MayAssumeAnything);
        Sts.AddRole(Untagged, everyone.Replace(",\"sts:TagSession\",\"sts:SetSourceIdentity\"", string.Empty, StringComparison.Ordinal));
        Sts.AddRole(Guarded, Some.Trust("*", """{"StringEquals":{"sts:ExternalId":"the-external-id"}}"""));
        Sts.AddRole(Multi, Some.Trust("*", """{"Bool":{"aws:MultiFactorAuthPresent":"true"}}"""));
        Sts.AddRole(Closed, Some.Trust("arn:aws:iam::111111111111:user/carol"));
        Sts.AddRole(ByRoot, Some.Trust("arn:aws:iam::111111111111:root"));
        Sts.AddRole(Denying, """
            {"Version":"2012-10-17","Statement":[
              {"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"},
              {"Effect":"Deny","Principal":{"AWS":"111111111111"},"Action":"sts:*","Condition":{"StringEquals":{"sts:RoleSessionName":"tests"}}}]}
            """);
        Sts.AddPolicy("arn:aws:iam::111111111111:policy/ReadOnly", Some.Allow("s3:Get*", "*"));
        Add("alice", Alice.Credentials);
        Add("bob", bob.Credentials);
        Add("root", root.Credentials);
        Add("old", await Some.SessionAsync(Sts, Alice.Credentials, The.Hub, request => request.DurationSeconds = 900));
        _clock.Advance(TimeSpan.FromMinutes(15));
        Add("hub", await Some.SessionAsync(Sts, Alice.Credentials, The.Hub));
        Add("tagged", await Some.SessionAsync(Sts, Alice.Credentials, The.Hub, request =>
        {
            request.Tags = [new() { Key = "Team", Value = "alpha" }, new() { Key = "Room", Value = "1" }];
            request.TransitiveTagKeys = ["Team"];
        }));
        Add("identified", await Some.SessionAsync(Sts, Alice.Credentials, The.Hub, request => request.SourceIdentity = "alice"));
        Add("narrowed", await Some.SessionAsync(Sts, Alice.Credentials, The.Hub, request => request.Policy = Some.Allow("s3:*", "*")));
        Credentials revoked = await Some.SessionAsync(Sts, Alice.Credentials, The.Hub);
        Sts.RevokeSession(revoked.AccessKeyId);
        Add("revoked", revoked);
        using AmazonSecurityTokenServiceClient client = Some.Sts(Sts, Alice.Credentials);
        Add("userSession", (await client.GetSessionTokenAsync(new(), The.Cancellation)).Credentials);
        ImmutableCredentials hub = _callers["hub"];
        _callers["wrongSecret"] = new(Alice.AccessKeyId, "wrong", null);
        _callers["unknown"] = new("AKIAUNKNOWNUNKNOWN22", "wrong", null);
        _callers["withoutToken"] = new(hub.AccessKey, hub.SecretKey, null);
        _callers["othersToken"] = new(hub.AccessKey, hub.SecretKey, _callers["tagged"].Token);
        _callers["userWithToken"] = new(Alice.AccessKeyId, Alice.SecretAccessKey, hub.Token);
    }

    public ValueTask DisposeAsync() => Sts.DisposeAsync();

    private void Add(string name, AWSCredentials credentials) => _callers[name] = credentials.GetCredentials();
}
