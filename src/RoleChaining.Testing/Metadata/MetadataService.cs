using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RoleChaining.Testing;

/// <summary>
/// What code finds around it on AWS: an EC2 instance's metadata (version 2 alone), and a container's or pod's credentials.
/// </summary>
/// <remarks>
/// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html and
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
/// </remarks>
internal sealed class MetadataService(LocalClock clock, SessionIssuer issuer) : IWireService
{
    private const string InstancePrefix = "/latest/";
    private const string ContainerPrefix = "/v1/container-credentials/";
    private const string RolePath = InstancePrefix + "meta-data/iam/security-credentials/";

    private readonly InstanceTokens _tokens = new();
    private readonly ConcurrentDictionary<string, (ServedRole Role, string Token)> _containers = new(StringComparer.Ordinal);
    private volatile ServedRole? _instance;

    public string Name => "metadata";

    public string RequestIdHeader => "x-amzn-RequestId";

    public ServiceError Throttled => new(503, "Throttling", "Rate exceeded");

    public bool IsServedAt(string path) =>
        (_instance is not null && path.StartsWith(InstancePrefix, StringComparison.Ordinal))
        || (!_containers.IsEmpty && path.StartsWith(ContainerPrefix, StringComparison.Ordinal));

    public void ServeInstance(LocalRole role)
    {
        string instanceId = "i-0" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        _instance = new(role, issuer, clock, instanceId, SessionTags.None);
    }

    /// <summary>The path of the credentials, and the token that opens it.</summary>
    public (string Path, string Token) ServeContainer(LocalRole role, string sessionName, SessionTags tags)
    {
        string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        string token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        _containers[id] = (new(role, issuer, clock, sessionName, tags), token);
        return (ContainerPrefix + id, token);
    }

    public StsCall Describe(Exchange exchange) => exchange.Call with
    {
        Action = exchange.Request.Path switch
        {
            string path when path.StartsWith(ContainerPrefix, StringComparison.Ordinal) => "GetCredentials",
            string path when path.StartsWith(RolePath, StringComparison.Ordinal) => "GetCredentials",
            _ => "GetMetadata",
        },
    };

    public WireResponse Answer(Exchange exchange)
    {
        WireRequest request = exchange.Request;
        if (request.Path.StartsWith(ContainerPrefix, StringComparison.Ordinal))
        {
            return AnswerContainer(exchange);
        }

        ServedRole instance = _instance!;
        if (request is { Method: "PUT", Path: "/latest/api/token" })
        {
            return Text(_tokens.Issue(request.Headers["X-aws-ec2-metadata-token-ttl-seconds"], clock.Now));
        }

        if (request.Method != "GET")
        {
            throw new ServiceError(405, "MethodNotAllowed", "Method Not Allowed");
        }

        if (!_tokens.IsGood(request.Headers["X-aws-ec2-metadata-token"], clock.Now))
        {
            throw new ServiceError(401, "Unauthorized", "Unauthorized");
        }

        string role = instance.Role.Name;
        return request.Path switch
        {
            RolePath or "/latest/meta-data/iam/security-credentials" => Text(role),
            "/latest/meta-data/iam/info" => Json(json =>
            {
                WriteSuccess(json, exchange);
                json.WriteString(
                    "InstanceProfileArn", $"arn:{instance.Role.Partition}:iam::{instance.Role.AccountId}:instance-profile/{role}");
                json.WriteString(
                    "InstanceProfileId", string.Concat(KeyIds.InstanceProfile, instance.Role.RoleId.AsSpan(KeyIds.Role.Length)));
            }),
            "/latest/meta-data/placement/region" => Text("us-east-1"),
            "/latest/meta-data/placement/availability-zone" => Text("us-east-1a"),
            "/latest/meta-data/instance-id" => Text(instance.SessionName),
            "/latest/dynamic/instance-identity/document" => Json(json =>
            {
                json.WriteString("accountId", instance.Role.AccountId);
                json.WriteString("instanceId", instance.SessionName);
                json.WriteString("region", "us-east-1");
            }),
            string path when path == RolePath + role => Credentials(exchange, instance, json =>
            {
                WriteSuccess(json, exchange);
                json.WriteString("Type", "AWS-HMAC");
            }),
            _ => throw new ServiceError(404, "NotFound", "Not Found"),
        };
    }

    public ServiceError Translate(ServiceError error, Exchange exchange) => error;

    public WireResponse Refuse(ServiceError error, Exchange exchange) => Json(
        json =>
        {
            json.WriteString("code", error.Code);
            json.WriteString("message", error.WireMessage);
        },
        error.Status);

    public WireResponse Fragment(Exchange exchange) =>
        new(200, "application/json", Encoding.UTF8.GetBytes("{\"Code\":\"Success\",\"AccessKeyId\":\"ASIA"));

    private WireResponse AnswerContainer(Exchange exchange)
    {
        WireRequest request = exchange.Request;
        if (!_containers.TryGetValue(request.Path[ContainerPrefix.Length..], out (ServedRole Role, string Token) container))
        {
            throw new ServiceError(404, "NotFound", "Not Found");
        }

        if (!SigV4.SameSignature(container.Token, request.Headers["Authorization"] ?? string.Empty))
        {
            throw new ServiceError(401, "Unauthorized", "Unauthorized");
        }

        return Credentials(exchange, container.Role, json => json.WriteString("RoleArn", container.Role.Role.Arn));
    }

    private static WireResponse Credentials(Exchange exchange, ServedRole served, Action<Utf8JsonWriter> writeMore)
    {
        IssuedCredentials credentials = served.Current(exchange.WireDate);
        exchange.Call = exchange.Call with
        {
            RoleArn = served.Role.Arn,
            SessionName = served.SessionName,
            IssuedAccessKeyId = credentials.AccessKeyId,
        };
        return Json(json =>
        {
            writeMore(json);
            json.WriteString("AccessKeyId", credentials.AccessKeyId);
            json.WriteString("SecretAccessKey", credentials.SecretAccessKey);
            json.WriteString("Token", credentials.SessionToken);
            json.WriteString("Expiration", CloudTrail.Iso(credentials.Expiration));
        });
    }

    private static void WriteSuccess(Utf8JsonWriter json, Exchange exchange)
    {
        json.WriteString("Code", "Success");
        json.WriteString("LastUpdated", CloudTrail.Iso(exchange.WireDate));
    }

    private static WireResponse Text(string text) => new(200, "text/plain", Encoding.UTF8.GetBytes(text));

    private static WireResponse Json(Action<Utf8JsonWriter> write, int status = 200)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return new(status, "application/json", buffer.WrittenMemory);
    }
}
