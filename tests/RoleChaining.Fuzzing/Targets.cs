using System.Text;
using RoleChaining.Caching;
using RoleChaining.Profiles;
using RoleChaining.Testing;

namespace RoleChaining.Fuzzing;

/// <summary>What reads bytes that others have written. A target throws what the reader is not allowed to throw.</summary>
internal static class Targets
{
    private static readonly Dictionary<string, Action<byte[]>> All = new(StringComparer.Ordinal)
    {
        ["profiles"] = ReadProfiles,
        ["query"] = ReadQuery,
        ["policy"] = ReadPolicy,
        ["trail"] = ReadTrail,
        ["plan"] = ReadPlan,
        ["envelope"] = ReadEnvelope,
    };

    public static IEnumerable<string> Names => All.Keys;

    public static Action<byte[]>? Find(string name) => All.GetValueOrDefault(name);

    /// <summary>Both shared files, apart by a zero; every profile is followed to its end.</summary>
    private static void ReadProfiles(byte[] input)
    {
        string[] files = Encoding.UTF8.GetString(input).Split('\0', 2);
        ProfileErrors errors = new();
        ProfileFiles profiles = ProfileFiles.Parse(files[0], files.Length == 2 ? files[1] : "", errors);
        foreach (string name in profiles.Names)
        {
            ProfileChain.Follow(name, profiles, errors);
            ProfileClientSettings.Read(profiles.Find(name), profiles, errors);
        }
    }

    private static void ReadQuery(byte[] input)
    {
        try
        {
            QueryParameters parameters = new();
            parameters.AddForm(input);
            parameters.Members("TransitiveTagKeys");
            parameters.Fields("PolicyArns", "arn");
            parameters.Pairs("Tags", "Key", "Value");
        }
        catch (ServiceError)
        {
            // The answer to a client that sends such a thing.
        }
    }

    private static void ReadPolicy(byte[] input)
    {
        string text = Encoding.UTF8.GetString(input);
        foreach (IamPolicyKind kind in Enum.GetValues<IamPolicyKind>())
        {
            if (IamPolicy.TryParse(text, kind, name: null, out IamPolicy? policy, out _))
            {
                Evaluate(policy);
            }
        }
    }

    /// <summary>In every place: a policy that was read decides, whatever it says.</summary>
    private static void Evaluate(IamPolicy policy)
    {
        IamPolicyLayer layer = new("fuzz", [policy]);
        IamEvaluator.Evaluate(new IamRequest
        {
            Principal = IamPrincipal.Parse("arn:aws:iam::111111111111:role/Hub"),
            Action = "sts:AssumeRole",
            Resource = "arn:aws:iam::222222222222:role/Spoke",
            Context = new IamContextValues
            {
                ["aws:SourceIp"] = IamContextValue.Of("192.0.2.1"),
                ["aws:CurrentTime"] = IamContextValue.Of("2026-01-01T00:00:00Z"),
                ["aws:TagKeys"] = IamContextValue.OfList(["team", "stage"]),
            },
            Identity = layer,
            Boundary = layer,
            Session = layer,
            ResourcePolicy = layer,
            ServiceControl = [layer],
            ResourceControl = [layer],
        });
    }

    private static void ReadTrail(byte[] input)
    {
        string file = Path.Combine(Path.GetTempPath(), $"role-chaining-fuzz-{Environment.ProcessId}.json");
        File.WriteAllBytes(file, input);
        TrailIndex index = TrailIndex.ReadAsync([file]).GetAwaiter().GetResult();
        foreach (TrailPath path in index.Chains().Concat(index.WhoIs("AIDAEXAMPLE")))
        {
            path.ToString();
        }

        index.Find();
    }

    private static void ReadPlan(byte[] input)
    {
        try
        {
            IamSnapshot.Parse(Encoding.UTF8.GetString(input), "plan");
        }
        catch (FormatException)
        {
            // Documented.
        }
    }

    /// <summary>Without the encryption, which would let nothing through.</summary>
    private static void ReadEnvelope(byte[] input)
    {
        Unprotect(() => new SessionPayload(new NoProtection()).Unprotect("key", input));
        Unprotect(() => new MarkPayload(new NoProtection(), "purpose", TimeSpan.FromHours(1)).Unprotect("key", input));
    }

    private static void Unprotect<T>(Func<T> read)
    {
        try
        {
            read();
        }
        catch (InvalidDataException)
        {
            // Documented.
        }
    }
}
