using System.Globalization;
using System.Text;

namespace RoleChaining.Simulation.Peers;

/// <summary>Everybody in the same scenarios, in Markdown.</summary>
internal sealed class PeerTable
{
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
        return text.ToString();
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
