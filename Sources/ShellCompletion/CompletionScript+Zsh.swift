extension CompletionScript {
    /// For zsh with its completion system, as a file `_runner` in `fpath` or sourced.
    static let zsh = #"""
        #compdef runner
        # Completes runner in zsh. Made by 'runner completion zsh'.

        _runner() {
            local program=${~${(Q)words[1]}} line text description entry endings result=1
            local -a before complete unfinished
            before=("${(@Q)words[1,CURRENT-1]}")
            for line in "${(@f)$("$program" __complete zsh -- $#before "${(@)before}" "${(Q)PREFIX}" \
                "${(@Q)words[CURRENT+1,-1]}" 2>/dev/null)}"; do
                text=${line%%$'\t'*}
                description=${line#*$'\t'}
                case $line in
                $'\t'files$'\t'*)
                    compset -p ${#description#*$'\t'}
                    _files && result=0
                    continue
                    ;;
                $'\t'files\ *)
                    compset -p ${#description#*$'\t'}
                    endings=${${description%%$'\t'*}#files }
                    _path_files -g "(#i)*.(${endings// /|})(-.)" && result=0
                    _path_files -/ && result=0
                    continue
                    ;;
                $'\t'folders$'\t'*)
                    compset -p ${#description#*$'\t'}
                    _files -/ && result=0
                    continue
                    ;;
                esac
                [[ -n $text ]] || continue
                entry=${text//:/\\:}
                [[ $line == *$'\t'* ]] && entry+=":$description"
                if [[ $text == *[=/] ]]; then unfinished+=("$entry"); else complete+=("$entry"); fi
            done
            (( $#unfinished )) && _describe -V argument unfinished -S '' && result=0
            (( $#complete )) && _describe -V argument complete && result=0
            return result
        }

        if [[ $funcstack[1] == _runner ]]; then _runner "$@"; else compdef _runner runner; fi

        """#
}
