# bash completion for daicho
_daicho()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]}
	local commands="scan report judge purposes detect text kinds inventory version help"
	local always="--lang --log --help"

	if [ "$COMP_CWORD" -eq 1 ]; then
		COMPREPLY=($(compgen -W "$commands" -- "$cur"))
		return
	fi
	case $prev in
	--lang) COMPREPLY=($(compgen -W "ja en" -- "$cur")); return ;;
	--log) COMPREPLY=($(compgen -W "text json" -- "$cur")); return ;;
	--profile) COMPREPLY=($(compgen -W "fast thorough" -- "$cur")); return ;;
	--fail-on) COMPREPLY=($(compgen -W "error warning note never" -- "$cur")); return ;;
	-f|--format) COMPREPLY=($(compgen -W "html csv jsonl md xlsx sarif" -- "$cur")); return ;;
	-p|--purposes|-i|--inventory|--findings|--kinds|-o|--output) COMPREPLY=($(compgen -f -- "$cur")); return ;;
	esac
	case $command in
	scan) COMPREPLY=($(compgen -W "--purposes --inventory --findings --jobs --full --resume --kinds --profile --exclude --cross-mounts \
		--max-size --fail-on --require-complete --unsafe-no-sandbox --quiet $always" -- "$cur") $(compgen -f -- "$cur")) ;;
	report) COMPREPLY=($(compgen -W "overview ledger violations coverage findings columns --inventory --purposes --format --output \
		--run --masks --mask-paths --quiet $always" -- "$cur")) ;;
	judge) COMPREPLY=($(compgen -W "--purposes --inventory --fail-on --require-complete --quiet $always" -- "$cur")) ;;
	purposes) COMPREPLY=($(compgen -W "check $always" -- "$cur") $(compgen -f -- "$cur")) ;;
	kinds) COMPREPLY=($(compgen -W "list explain test --kinds $always" -- "$cur")) ;;
	inventory) COMPREPLY=($(compgen -W "init dump verify --inventory --output $always" -- "$cur")) ;;
	help) COMPREPLY=($(compgen -W "$commands" -- "$cur")) ;;
	*) COMPREPLY=($(compgen -W "$always" -- "$cur") $(compgen -f -- "$cur")) ;;
	esac
}
complete -o filenames -F _daicho daicho
