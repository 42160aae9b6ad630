dc_script_test(hostile.sample hostile/hostile.sh)
