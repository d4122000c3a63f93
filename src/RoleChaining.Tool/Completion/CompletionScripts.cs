namespace RoleChaining.Tool.Completion;

/// <summary>
/// What each shell runs for Tab. The words are the command's own, by the <c>[suggest]</c> directive of System.CommandLine; where it has
/// none the shell completes files. What stands after <c>--</c> is completed as the command that it is.
/// </summary>
internal static class CompletionScripts
{
    // bash takes = for the end of a word, so --profile=pro is three words to it. A word that begins with a quote may have blanks and is not
    // asked with: the shell chooses among all that could stand in its place, and closes the quote.
    public const string Bash = """
        _role_chain() {
            local word="${COMP_WORDS[COMP_CWORD]}" line="${COMP_LINE:0:COMP_POINT}" found form=%q i options=()
            COMPREPLY=()
            for ((i = 1; i < COMP_CWORD; i++)); do
                if [[ ${COMP_WORDS[i]} == -- ]]; then
                    declare -F _command_offset >/dev/null && _command_offset $((i + 1))
                    return
                fi
            done
            [[ $word == = ]] && word=
            line="${line#*[[:space:]]}"
            if [[ $word == [\"\']* ]]; then
                line="${line%"$word"}" word="${word:1}" form=%s
            fi
            [[ $line =~ ^(.*--[a-z-]+)=([^[:space:]]*)$ ]] && line="${BASH_REMATCH[1]} ${BASH_REMATCH[2]}"
            while IFS= read -r found; do
                [[ $found && $found == "$word"* ]] || continue
                if [[ $found == -* ]]; then options+=("$found"); else COMPREPLY+=("$(printf $form "$found")"); fi
            done < <(role-chain "[suggest:${#line}]" "$line" 2>/dev/null)
            [[ $COMPREPLY ]] || COMPREPLY=("${options[@]}")
        }
        complete -o default -F _role_chain role-chain
        """;

    public const string Zsh = """
        #compdef role-chain
        _role_chain() {
            local i
            for ((i = 2; i < CURRENT; i++)); do
                if [[ $words[i] == -- ]]; then
                    shift $i words
                    ((CURRENT -= i))
                    _normal
                    return
                fi
            done
            local line="${(j: :)words[2,CURRENT]}"
            [[ $words[CURRENT] == (|--*=)[\"\']* ]] && line="${line%[\"\']*}"
            if [[ $line =~ '^(.*--[a-z-]+)=([^[:space:]]*)$' ]] && compset -P '*='; then
                line="$match[1] $match[2]"
            fi
            local -a found=("${(@f)$(role-chain "[suggest:${#line}]" "$line" 2>/dev/null)}")
            local -a words_only=("${(@)found:#-*}")
            [[ $PREFIX != -* && -n $words_only ]] && found=("${(@)words_only}")
            if [[ -n $found ]]; then compadd -a found; else _files; fi
        }
        compdef _role_chain role-chain
        """;

    public const string Fish = """
        function __role_chain_words
            set -l line (commandline -cp | string replace -r '^\S+\s' '' | string replace -r '([\s=])["\'][^"\']*$' '$1')
            set -l start (string match -r -- '(--[a-z-]+=)\S*$' "$line")[2]
            set line (string replace -r -- '(--[a-z-]+)=(\S*)$' '$1 $2' "$line")
            for word in (role-chain "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null)
                echo "$start$word"
            end
        end
        function __role_chain_after_dashes
            contains -- -- (commandline -opc)
        end
        complete -c role-chain -n 'not __role_chain_after_dashes' -a '(__role_chain_words)'
        complete -c role-chain -n __role_chain_after_dashes -a '(__fish_complete_subcommand --fcs-skip=(math (contains -i -- -- (commandline -opc)) ))'
        """;

    public const string PowerShell = """
        Register-ArgumentCompleter -Native -CommandName role-chain -ScriptBlock {
            param($word, $ast, $cursor)
            $text = $ast.ToString().PadRight($cursor - $ast.Extent.StartOffset)
            $line = $text -replace '^\S+\s?', ''
            if ($line -match '(^| )-- ') { return }
            $start = ''
            $isQuoted = $line -match '(^|[\s=])([''"])((?:(?!\2).|\2\2)*)\2?$'
            if ($isQuoted) {
                $line = $line.Substring(0, $line.Length - $Matches[0].Length) + $Matches[1]
                $word = $Matches[3].Replace($Matches[2] * 2, $Matches[2])
            }
            if ($line -match '(--[a-z-]+=)(\S*)$') {
                $start = $Matches[1]
                $line = $line -replace '(--[a-z-]+)=(\S*)$', '$1 $2'
                if (-not $isQuoted) { $word = $Matches[2] }
            }
            $pattern = [WildcardPattern]::Escape($word) + '*'
            role-chain "[suggest:$($line.Length)]" "$line" 2>$null | Where-Object { $_ -like $pattern } | ForEach-Object {
                $shown = if ($_ -match '[^\w./:=+@-]|^@') { "'" + $_.Replace("'", "''") + "'" } else { $_ }
                [System.Management.Automation.CompletionResult]::new($start + $shown, $_, 'ParameterValue', $_)
            }
        }
        """;
}
