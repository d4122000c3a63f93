using RoleChaining.Reading;

namespace RoleChaining;

/// <summary>Reads snapshots from files of all forms.</summary>
public static class IamSnapshotFiles
{
    /// <content>Static members of <see cref="IamSnapshot"/>.</content>
    extension(IamSnapshot)
    {
        /// <summary>
        /// Reads files into one snapshot. Their forms are told by their content: a file of the local STS; the answer of <c>aws iam
        /// get-account-authorization-details</c>; policies of AWS Organizations; <c>terraform show -json</c> of a plan or a state, or the
        /// state itself; a template of CloudFormation or SAM, JSON or YAML. What is planned prevails over what is there, in whatever order
        /// the files are given.
        /// </summary>
        /// <param name="paths">
        /// Files, or folders whose JSON and YAML files are read. <c>ACCOUNT=FILE</c> says whose account a plan or a template is for. Its
        /// partition is that of the ARNs in it: <c>aws</c> where there are none, or of several partitions.
        /// </param>
        /// <returns>The snapshot. What was not understood is in its <see cref="IamSnapshot.Notes"/>.</returns>
        /// <exception cref="FormatException">A file is of none of these forms, or not valid.</exception>
        /// <exception cref="IOException">A file cannot be read.</exception>
        public static IamSnapshot Load(params string[] paths) => Load(paths, chain: null);

        /// <summary>Reads files into one snapshot, to check a chain.</summary>
        /// <param name="paths">Files or folders, as in <see cref="Load(string[])"/>; <c>-</c> is standard input.</param>
        /// <param name="chain">
        /// The chain. Where a plan or a template does not say whose account it is for, a role in it is taken for the one role of the chain
        /// with its name, and a note says so. What plans and templates make is in the partition of the chain.
        /// </param>
        /// <exception cref="FormatException">A file is of none of these forms, or not valid.</exception>
        /// <exception cref="IOException">A file cannot be read.</exception>
        public static IamSnapshot Load(IEnumerable<string> paths, RoleChain? chain)
        {
            ArgumentNullException.ThrowIfNull(paths);
            return new SnapshotLoader(chain).Load(paths);
        }

        /// <summary>Reads the text of one file into a snapshot.</summary>
        /// <param name="text">What the file holds, of a form that <see cref="Load(string[])"/> reads.</param>
        /// <param name="name">How notes and explanations call it.</param>
        /// <exception cref="FormatException">It is of none of the forms, or not valid.</exception>
        public static IamSnapshot Parse(string text, string name)
        {
            ArgumentNullException.ThrowIfNull(text);
            ArgumentNullException.ThrowIfNull(name);
            return new SnapshotLoader(chain: null).Parse(text, name);
        }
    }
}
