using System.Globalization;
using System.Text;

namespace RoleChaining.Simulation.Peers;

/// <summary>Everybody in the same scenarios, in Markdown.</summary>
internal sealed class PeerTable
{
    private const string Reasons = """
        Why the rows differ:

        - *Failed reads.* A cache that refreshes earlier has the newer session when a fault begins. botocore asks on every read from a
          quarter of an hour before the end. The .NET SDK starts exactly then. Ours starts within a tenth of the window after that, so
          that a fleet does not move together.
        - *Time to recover.* Ours waits at most 5 seconds after a failure when no session is left. Peers without a wait are back with the
          first read, at the price of a call for every read. AWS's cross-SDK behaviour makes the fewest calls, and its readers fail for up
          to 10 minutes per hop.
        - *Calls when nothing is wrong.* Java starts 5 to 2 minutes before the end, and so calls less and has less time for a fault.
        - *The longest wait.* Where no session is left, ours holds a reader for up to 15 seconds while it tries. The others give up after
          3 seconds where STS fails at once, and hold their readers for one to three minutes where STS is silent.

        Assumed of the peers: a cache per hop, hubs shared by hand, one region, three attempts per call, a source that is asked at every
        refresh of the first hop. On a service's rejection AWS's cross-SDK behaviour renews; that the .NET SDK 4.1 does not was tried on the local
        STS and S3; of botocore and Java it is taken from their code as described.
        """;

    private readonly Dictionary<(string Situation, string Peer), Tally> _tallies = [];
    private readonly int _runs;

    private PeerTable(int runs) => _runs = runs;

    public Tally this[string situation, string peer] => _tallies[(situation, peer)];

    /// <summary>On a thread of its own, as every simulation.</summary>
    public static PeerTable Run(int runs)
    {
        PeerTable table = new(runs);
        SimThread.Run(table.Fill);
        return table;
    }

    public string Markdown()
    {
        StringBuilder text = new();
        Section(text, "Reads that failed", "Each row: " + _runs + " runs, a read every 5 s. In brackets: reads in all.", (tally, first) => first
            ? string.Create(CultureInfo.InvariantCulture, $"**{tally.Failed}** ({tally.Reads})")
            : tally.Failed.ToString(CultureInfo.InvariantCulture));
        Section(text, "Reads that waited", "In brackets: the longest wait in seconds.", (tally, _) =>
            string.Create(CultureInfo.InvariantCulture, $"{tally.Waited}{(tally.Waited == 0 ? "" : $" ({tally.LongestWait.TotalSeconds:0.#})")}"));
        Section(text, "Calls to STS", "", (tally, _) => tally.StsCalls.ToString(CultureInfo.InvariantCulture));
        Section(text, "Time to recover", "From the fault's end to the last read that failed, in seconds: the worst run.", (tally, _) =>
            tally.Recovery.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture));
        text.Append("## Where a peer is better\n\n");
        bool anyBetter = false;
        foreach (Situation situation in Situation.All)
        {
            int ours = this[situation.Name, Peer.All[0].Name].Failed;
            string[] better = [.. Peer.All.Skip(1).Where(peer => this[situation.Name, peer.Name].Failed < ours).Select(peer => peer.Name)];
            if (better.Length > 0)
            {
                anyBetter = true;
                text.Append(CultureInfo.InvariantCulture, $"- {situation.Name}: fewer failed reads with {string.Join(", ", better)}.\n");
            }
        }

        if (!anyBetter)
        {
            text.Append("No peer has fewer failed reads in any situation.\n");
        }

        return text.Append('\n').Append(Reasons).Append('\n').ToString();
    }

    private void Fill()
    {
        foreach (Situation situation in Situation.All)
        {
            foreach (Peer peer in Peer.All)
            {
                Tally sum = new();
                Random random = new(1);
                for (int run = 0; run < _runs; run++)
                {
                    sum.Add(Simulation.Run(situation.Of(random), peer.Create).Tally);
                }

                _tallies[(situation.Name, peer.Name)] = sum;
            }
        }
    }

    private void Section(StringBuilder text, string title, string note, Func<Tally, bool, string> cell)
    {
        text.Append(CultureInfo.InvariantCulture, $"## {title}\n\n");
        if (note.Length > 0)
        {
            text.Append(note).Append("\n\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"| situation | {string.Join(" | ", Peer.All.Select(peer => peer.Name))} |\n|---|{string.Concat(Peer.All.Select(_ => "---:|"))}\n");
        foreach (Situation situation in Situation.All)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {situation.Name} | {string.Join(" | ", Peer.All.Select((peer, i) => cell(this[situation.Name, peer.Name], i == 0)))} |\n");
        }

        text.Append('\n');
    }
}
