using System.Diagnostics;
using System.Globalization;

namespace RoleChaining.Benchmarks.Samples;

/// <summary>One call of a chain's second hop, decided over and over: here, and by the public simulator.</summary>
internal static class EvaluationSample
{
    public const string Rate = "calls/s";

    private const string Trust = """
        {"Version":"2012-10-17","Statement":[{"Sid":"Hub","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::222222222222:role/HubRole"},"Action":["sts:AssumeRole","sts:TagSession"],"Condition":{"StringEquals":{"sts:ExternalId":"orders-7","aws:RequestTag/Team":"alpha"},"ForAllValues:StringEquals":{"aws:TagKeys":["Team"]}}}]}
        """;

    private const string Assume = """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sts:AssumeRole","sts:TagSession"],"Resource":"arn:aws:iam::*:role/Prod*"}]}
        """;

    private const string Storage = """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:Get*","s3:List*"],"Resource":["arn:aws:s3:::orders","arn:aws:s3:::orders/*"]},{"Effect":"Deny","Action":"s3:Delete*","Resource":"*"}]}
        """;

    private static readonly TimeSpan Warmup = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(2);

    public static Dictionary<string, double> Run()
    {
        IamRequest request = new()
        {
            Principal = IamPrincipal.Parse("arn:aws:sts::222222222222:assumed-role/HubRole/orders"),
            Action = "sts:AssumeRole",
            Resource = "arn:aws:iam::333333333333:role/ProductionRole",
            Context = new IamContextValues
            {
                ["sts:ExternalId"] = IamContextValue.Of("orders-7"),
                ["aws:RequestTag/Team"] = IamContextValue.Of("alpha"),
                ["aws:TagKeys"] = IamContextValue.OfList(["Team"]),
            },
            Identity = new IamPolicyLayer("identity", [IamPolicy.Parse(Assume, IamPolicyKind.Identity), IamPolicy.Parse(Storage, IamPolicyKind.Identity)]),
            ResourcePolicy = new IamPolicyLayer("trust", [IamPolicy.Parse(Trust, IamPolicyKind.Trust)]),
            NeedsResourcePolicy = true,
        };
        if (!IamEvaluator.Evaluate(request).IsAllowed)
        {
            throw new InvalidOperationException("The call is not allowed here.");
        }

        Count(request, Warmup);
        return new() { [Rate] = Count(request, Measured) };
    }

    /// <summary>The same for Node.js: prints calls a second.</summary>
    public static string Script() => string.Create(CultureInfo.InvariantCulture, $$"""
        import { runSimulation } from '@cloud-copilot/iam-simulate';
        const call = {
          request: { principal: 'arn:aws:sts::222222222222:assumed-role/HubRole/orders', action: 'sts:AssumeRole',
            resource: { resource: 'arn:aws:iam::333333333333:role/ProductionRole', accountId: '333333333333' },
            contextVariables: { 'sts:ExternalId': 'orders-7', 'aws:RequestTag/Team': 'alpha', 'aws:TagKeys': ['Team'] } },
          identityPolicies: [ { name: 'assume', policy: {{Assume.Trim()}} }, { name: 'storage', policy: {{Storage.Trim()}} } ],
          serviceControlPolicies: [], resourceControlPolicies: [],
          resourcePolicy: {{Trust.Trim()}}
        };
        const first = await runSimulation(call, {});
        if (first.overallResult !== 'Allowed') throw new Error(JSON.stringify(first).slice(0, 500));
        async function count(ms) {
          const end = performance.now() + ms; let n = 0; const start = performance.now();
          while (performance.now() < end) { await runSimulation(call, {}); n++; }
          return n / (performance.now() - start) * 1000;
        }
        await count({{Warmup.TotalMilliseconds}});
        console.log(await count({{Measured.TotalMilliseconds}}));
        """);

    private static double Count(IamRequest request, TimeSpan time)
    {
        long started = Stopwatch.GetTimestamp();
        long count = 0;
        while (Stopwatch.GetElapsedTime(started) < time)
        {
            for (int i = 0; i < 100; i++)
            {
                IamEvaluator.Evaluate(request);
            }

            count += 100;
        }

        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
