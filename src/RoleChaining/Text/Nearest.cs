namespace RoleChaining.Text;

/// <summary>What a person may have meant by a word that is not known. It is suggested, and never taken.</summary>
internal static class Nearest
{
    private const int MostEdits = 2;
    private const int ShortestPart = 3;

    /// <summary>
    /// The word in another case, the only one that it begins, the one that holds it or that it holds, or one that is two edits away at
    /// most; null where none is near.
    /// </summary>
    public static string? Find(string word, IEnumerable<string> known)
    {
        string[] all = [.. known];
        return all.FirstOrDefault(other => other.Equals(word, StringComparison.OrdinalIgnoreCase))
            ?? OnlyOne(all, other => other.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            ?? ByEdits(word, all)
            ?? OnlyOne(all, other => Holds(other, word) || Holds(word, other));
    }

    private static string? OnlyOne(string[] all, Predicate<string> matches) =>
        Array.FindAll(all, matches) is [var only] ? only : null;

    private static bool Holds(string text, string part) =>
        part.Length >= ShortestPart && text.Contains(part, StringComparison.OrdinalIgnoreCase);

    private static string? ByEdits(string word, string[] all)
    {
        // A word of three letters is two edits away from any other of them.
        int most = Math.Min(MostEdits, word.Length / 2);
        return all.Select(other => (Word: other, Edits: Edits(word.ToLowerInvariant(), other.ToLowerInvariant(), most)))
            .Where(near => near.Edits <= most)
            .OrderBy(near => near.Edits)
            .Select(near => near.Word)
            .FirstOrDefault();
    }

    /// <summary>How many letters are to be changed, added, removed, or swapped with their neighbour.</summary>
    private static int Edits(string from, string to, int most)
    {
        if (Math.Abs(from.Length - to.Length) > most)
        {
            return most + 1;
        }

        int[,] edits = new int[from.Length + 1, to.Length + 1];
        for (int i = 0; i <= from.Length; i++)
        {
            for (int j = 0; j <= to.Length; j++)
            {
                edits[i, j] = i == 0 ? j
                    : j == 0 ? i
                    : Math.Min(
                        Math.Min(edits[i - 1, j], edits[i, j - 1]) + 1,
                        edits[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    edits[i, j] = Math.Min(edits[i, j], edits[i - 2, j - 2] + 1);
                }
            }
        }

        return edits[from.Length, to.Length];
    }
}
