/// The completion script of each command shell. They only pass words: kith itself knows what is possible.
enum CompletionScripts {
    static let all = ["bash": bash, "zsh": zsh, "fish": fish]

    /// Bash splits words at = and :, which occur in options and addresses, and keeps quotes.
    private static let bash = #"""
        # bash completion for kith; made by 'kith completion bash'.

        _kith() {
            local line=${COMP_LINE:0:COMP_POINT} words=() word='' quote='' begun='' character
            while IFS= read -r -d '' -n 1 character; do
                if [[ $quote == '\' ]]; then
                    word+=$character quote=''
                elif [[ $character == "$quote" ]]; then
                    quote=''
                elif [[ -n $quote ]]; then
                    word+=$character
                elif [[ $character == '\' || $character == "'" || $character == '"' ]]; then
                    quote=$character begun=yes
                elif [[ $character == [[:blank:]] ]]; then
                    [[ -z $begun ]] || words+=("$word")
                    word='' begun=''
                else
                    word+=$character begun=yes
                fi
            done < <(printf '%s' "$line")
            words+=("$word")

            local offer found=()
            while IFS= read -r offer; do found+=("${offer%%$'\t'*}"); done \
                < <("${words[0]}" completion words -- "${words[@]:1}" 2>/dev/null)

            # What readline takes for the word begins behind the last of these.
            local breaks='' kept=''
            [[ $COMP_WORDBREAKS != *=* ]] || breaks+='='
            [[ $COMP_WORDBREAKS != *:* ]] || breaks+=':'
            [[ -n $quote || -z $breaks || $word != *[$breaks]* ]] || kept=${word%"${word##*[$breaks]}"}
            COMPREPLY=()
            case ${found[0]-} in
                :files) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "${word#"$kept"}") ;;
                :folders) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "${word#"$kept"}") ;;
                *) for offer in "${found[@]}"; do _kith_offer "${offer#"$kept"}" "$quote"; done ;;
            esac
        }

        # As the line needs it, within the open quote.
        _kith_offer() {
            local offer=$1
            case $2 in
                "'") offer=${offer//\'/\'\\\'\'} ;;
                '"') offer=$(sed 's/[\\"$`]/\\&/g' <<<"$offer") ;;
                *) [[ $offer != *[^[:alnum:]_.,/:=@%+-]* ]] || printf -v offer %q "$offer" ;;
            esac
            COMPREPLY+=("$offer")
        }

        complete -F _kith kith

        """#

    private static let zsh = #"""
        #compdef kith
        # zsh completion for kith; made by 'kith completion zsh'.

        _kith() {
            local -a typed found texts shown
            typed=("${(@Q)words[1,CURRENT]}")
            found=("${(@f)$("${typed[1]}" completion words -- "${(@)typed[2,-1]}" 2>/dev/null)}")
            case ${found[1]} in
                (:files | :folders)
                    compset -P '*='
                    [[ ${found[1]} == :files ]] && _files || _files -/
                    return
                    ;;
            esac
            local offer
            for offer in $found; do
                texts+=("${offer%%$'\t'*}")
                [[ $offer == *$'\t'* ]] && shown+=("${offer%%$'\t'*}  -- ${offer#*$'\t'}") || shown+=("$offer")
            done
            (( ${#texts} )) && compadd -l -d shown -a texts
        }

        if [[ ${funcstack[1]} == _kith ]]; then _kith "$@"; else compdef _kith kith; fi

        """#

    private static let fish = #"""
        # fish completion for kith; made by 'kith completion fish'.

        function __kith_complete
            set -l typed (commandline -opc)
            set -l current (string unescape -- (commandline -ct))
            # An open quote.
            set -q current[1]; or set current (string replace -r '^[\'"]' '' -- (commandline -ct))
            set -l found ($typed[1] completion words -- $typed[2..] "$current" 2>/dev/null)
            switch "$found[1]"
                case :files
                    __fish_complete_path (string replace -r '^--[^=]*=' '' -- "$current")
                case :folders
                    __fish_complete_directories (string replace -r '^--[^=]*=' '' -- "$current") ''
                case '*'
                    printf '%s\n' $found
            end
        end

        complete -c kith -e
        complete -c kith -f -a '(__kith_complete)'

        """#
}
