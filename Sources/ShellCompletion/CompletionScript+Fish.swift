extension CompletionScript {
    /// For fish 3.4 and later.
    ///
    /// Its own path completion is asked with an empty command, since it does not know the text before a path.
    static let fish = #"""
        # Completes runner in fish. Made by 'runner completion fish'.

        function __runner_complete
            set -l before (commandline -opc)
            set -l current (commandline -ct)
            set -l next (math (count $before) + (test -n "$current"; and echo 2; or echo 1))
            set -l all (commandline -op)
            set -l program (string replace -r '^~/' "$HOME/" -- $before[1])
            for line in ($program __complete fish -- (count $before) $before "$current" $all[$next..] 2>/dev/null)
                set -l parts (string split -m 2 \t -- $line)
                if test -n "$parts[1]"
                    echo $line
                    continue
                end
                set -l unquoted (string replace -r '^["\']' '' -- "$current")
                set -l rest (string sub -s (math (string length -- "$parts[3]") + 1) -- "$unquoted")
                set -l kind (string split ' ' -- $parts[2])
                set -l fits '/(\t|$)'
                if test (count $kind) -gt 1
                    set fits '(?i)(/|\.('(string join '|' $kind[2..])'))(\t|$)'
                end
                for path in (complete -C "'' $rest")
                    if test "$parts[2]" = files; or string match -qr -- $fits $path
                        echo -- $parts[3]$path
                    end
                end
            end
        end

        complete -c runner -f -k -a '(__runner_complete)'

        """#
}
