# bash completion for daicho; commands and options come from the program's own help, so they are never out of date
_daicho()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]} program=${COMP_WORDS[0]}
	local words=

	COMPREPLY=()
	if [ "$COMP_CWORD" -eq 1 ] || { [ "$COMP_CWORD" -eq 2 ] && [ "$command" = help ]; }; then
		words=$(LC_ALL=C "$program" help 2>/dev/null | sed -n 's/^  \([a-z]\{1,\}\)  *.*/\1/p')
		COMPREPLY=($(compgen -W "$words help" -- "$cur"))
		return
	fi
	case $prev in
	--lang) words="ja en" ;;
	--log) words="text json" ;;
	--profile) words="fast thorough" ;;
	--fail-on) words="error warning note never" ;;
	--cause) words="intrusion loss misdelivery insider unknown" ;;
	-f|--format) words="html csv jsonl md xlsx sarif ocsf fideslang dpv" ;;
	-j|--jobs|--verify|--keep|--units|--readers|--priority|--site|--lease|--max-size|--ocr-pages|--ocr-seconds|--ocr-pixels|--run|--known-at|-x|--exclude|--include|--changed-since|--max-rows|--max-rows-per-second|--max-mbps|--max-opens) return ;;
	-p|--purposes|-i|--inventory|--findings|--kinds|-o|--output) COMPREPLY=($(compgen -f -- "$cur")); return ;;
	esac
	if [ -n "$words" ]; then
		COMPREPLY=($(compgen -W "$words" -- "$cur"))
		return
	fi
	case $cur in
	-*) words=$(LC_ALL=C "$program" help "$command" 2>/dev/null | sed -n 's/^  \(-., \|    \)\(--[a-z-]*\).*/\2/p') ;;
	*)
		case $COMP_CWORD:$command in
		2:report) words="overview ledger violations diff trend coverage findings columns triage eu records catalog" ;;
		2:purposes) words=check ;;
		2:kinds) words="list explain test" ;;
		2:inventory) words="init dump verify prune merge copy" ;;
		2:status) words="pause resume cancel" ;;
		esac ;;
	esac
	if [ -n "$words" ]; then
		COMPREPLY=($(compgen -W "$words" -- "$cur"))
	else
		COMPREPLY=($(compgen -f -- "$cur"))
	fi
}
complete -o filenames -F _daicho daicho
