extension CompletionScript {
    /// For bash 4.4 and later.
    ///
    /// The line goes over as it is, since bash splits words also at `=` and `:`; it says itself which piece it will replace.
    static let bash = #"""
        # Completes runner in bash. Made by 'runner completion bash'.

        _runner() {
            local program=${1/#\~\//$HOME/} line prefix kind path endings ending
            COMPREPLY=()
            while IFS= read -r line; do
                prefix=${line#$'\t'*$'\t'}
                case $line in
                $'\tfiles\t')
                    compopt -o default
                    ;;
                $'\tfolders\t')
                    compopt -o dirnames
                    ;;
                $'\t'*)
                    # Readline takes what stands before the path for a part of it.
                    [[ $line == $'\tfiles'* ]] && kind=-f || kind=-d
                    endings=${line#$'\t'}
                    endings=${endings%%$'\t'*}
                    while IFS= read -r path; do
                        if [[ -d ${path/#\~\//$HOME/} ]]; then
                            path+=/
                        elif [[ $endings == *' '* ]]; then
                            ending=${path##*.}
                            [[ " ${endings#* } " == *" ${ending,,} "* ]] || continue
                        fi
                        # Behind a quote, no character has a meaning.
                        if [[ ${COMP_LINE:COMP_POINT-${#2}-1:1} != [\'\"] ]]; then
                            printf -v path %q "$path"
                            # What is home stays home.
                            [[ -n $prefix || $2 != '~'* ]] || path=${path#\\}
                        fi
                        COMPREPLY+=("$prefix$path")
                    done < <(compgen $kind -- "${2#"$prefix"}")
                    ;;
                *)
                    COMPREPLY+=("$line")
                    ;;
                esac
            done < <("$program" __complete bash -- "${COMP_LINE:0:COMP_POINT}" "${COMP_LINE:COMP_POINT}" "$2" 2>/dev/null)
            compopt -o nosort 2>/dev/null
            if [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *[=/] ]]; then compopt -o nospace; fi
        }

        complete -F _runner runner

        """#
}
