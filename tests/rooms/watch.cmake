dc_test(calendar ROOMS watch)
dc_script_test(cli.watch cli/watch.sh)
