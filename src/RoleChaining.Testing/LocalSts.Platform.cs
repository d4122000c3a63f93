namespace RoleChaining.Testing;

/// <content>Where code runs on AWS: instances, containers, pods.</content>
public sealed partial class LocalSts
{
    /// <summary>Serves a role as an EC2 instance's, by instance metadata version 2.</summary>
    /// <param name="role">A role that trusts <c>ec2.amazonaws.com</c>.</param>
    /// <returns>The environment variables with which any SDK finds it: the endpoint.</returns>
    /// <exception cref="ArgumentException">The role does not trust EC2.</exception>
    /// <exception cref="InvalidOperationException">The server is in memory: SDKs look for metadata over a socket.</exception>
    public IReadOnlyDictionary<string, string> ServeInstanceRole(LocalRole role)
    {
        CheckServed(role, ["ec2.amazonaws.com"], "sts:AssumeRole");
        _engine.Metadata.ServeInstance(role);
        return new Dictionary<string, string> { ["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = Endpoint.GetLeftPart(UriPartial.Authority) };
    }

    /// <summary>Serves a role as a container's, as ECS and others do.</summary>
    /// <param name="role">A role that trusts <c>ecs-tasks.amazonaws.com</c> or <c>lambda.amazonaws.com</c>.</param>
    /// <returns>The environment variables with which any SDK finds it: the address and the token that opens it.</returns>
    /// <exception cref="ArgumentException">The role does not trust such a service.</exception>
    /// <exception cref="InvalidOperationException">The server is in memory: SDKs look for credentials over a socket.</exception>
    public IReadOnlyDictionary<string, string> ServeContainerRole(LocalRole role)
    {
        CheckServed(role, ["ecs-tasks.amazonaws.com", "lambda.amazonaws.com"], "sts:AssumeRole");
        return ServeContainer(role, Guid.NewGuid().ToString("N"), SessionTags.None);
    }

    /// <summary>Serves a role as a pod's, as EKS Pod Identity does: its session has six tags, and they are transitive.</summary>
    /// <param name="role">A role that trusts <c>pods.eks.amazonaws.com</c> with <c>sts:AssumeRole</c> and <c>sts:TagSession</c>.</param>
    /// <param name="namespace">The pod's namespace, tag <c>kubernetes-namespace</c>.</param>
    /// <param name="serviceAccount">The pod's service account, tag <c>kubernetes-service-account</c>.</param>
    /// <returns>The environment variables with which any SDK finds it: the address and the token that opens it.</returns>
    /// <exception cref="ArgumentException">The role does not trust EKS so.</exception>
    /// <exception cref="InvalidOperationException">The server is in memory: SDKs look for credentials over a socket.</exception>
    /// <remarks>https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html</remarks>
    public IReadOnlyDictionary<string, string> ServePodRole(
        LocalRole role, string @namespace = "default", string serviceAccount = "default")
    {
        ArgumentException.ThrowIfNullOrEmpty(@namespace);
        ArgumentException.ThrowIfNullOrEmpty(serviceAccount);
        CheckServed(role, ["pods.eks.amazonaws.com"], "sts:AssumeRole");
        CheckServed(role, ["pods.eks.amazonaws.com"], "sts:TagSession");
        string pod = Guid.NewGuid().ToString();
        SessionTags tags = new(
        [
            new("eks-cluster-arn", $"arn:{role.Partition}:eks:us-east-1:{role.AccountId}:cluster/local"),
            new("eks-cluster-name", "local"),
            new("kubernetes-namespace", @namespace),
            new("kubernetes-service-account", serviceAccount),
            new("kubernetes-pod-name", "pod"),
            new("kubernetes-pod-uid", pod),
        ]);
        return ServeContainer(role, "eks-local-pod-" + pod, tags);
    }

    private void CheckServed(LocalRole role, string[] services, string action)
    {
        ArgumentNullException.ThrowIfNull(role);
        if (_host is null)
        {
            throw new InvalidOperationException("SDKs look for metadata over a socket: start the server with StartAsync.");
        }

        if (!services.Any(service => Authorizer.MayTrust(role, service, action)))
        {
            throw new ArgumentException($"The role's trust policy does not let {string.Join(" or ", services)} do {action}.", nameof(role));
        }
    }

    private Dictionary<string, string> ServeContainer(LocalRole role, string sessionName, SessionTags tags)
    {
        (string path, string token) = _engine.Metadata.ServeContainer(role, sessionName, tags);
        return new()
        {
            ["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = new Uri(Endpoint, path).ToString(),
            ["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = token,
        };
    }
}
